package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

var settingName = regexp.MustCompile(`\bKIGO_[A-Z_]+[A-Z]\b`)

// deployFiles are the files of deploy/, by their paths.
func deployFiles(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir("../../deploy", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, "../../deploy/")] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// settingNames are all names that the environment may have, and those of them that are secret.
func settingNames() (all, secret map[string]bool) {
	all, secret = map[string]bool{"KIGO_VERSION": true, "KIGO_REVISION": true}, map[string]bool{}
	for _, s := range settings() {
		all[s.name] = true
		if s.secret {
			all[s.name+"_FILE"], secret[s.name] = true, true
		}
	}
	return all, secret
}

// What the files for operators set is there to be set, and no secret stands in them.
func TestDeployFilesNameSettingsThatExist(t *testing.T) {
	t.Parallel()
	known, secret := settingNames()
	for path, text := range deployFiles(t) {
		for _, name := range settingName.FindAllString(text, -1) {
			if !known[name] {
				t.Errorf("%s names %s, which is no setting", path, name)
			}
		}
		for name := range secret {
			if regexp.MustCompile(`\b` + name + `["']?\s*[:=]\s*\S`).MatchString(text) {
				t.Errorf("%s holds %s itself: name its file", path, name)
			}
		}
	}
}

func TestDeployFilesAreReadable(t *testing.T) {
	t.Parallel()
	for path, text := range deployFiles(t) {
		if ext := filepath.Ext(path); ext != ".yaml" {
			continue
		}
		d := yaml.NewDecoder(strings.NewReader(text))
		for {
			var doc map[string]any
			err := d.Decode(&doc)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || len(doc) == 0 {
				t.Errorf("%s: %v, %d keys", path, err, len(doc))
				break
			}
		}
	}
}

// The unit and its drop-ins hand over the files whose names they put into the environment.
func TestUnitHandsOverItsSecrets(t *testing.T) {
	t.Parallel()
	handed, named := regexp.MustCompile(`LoadCredential=([a-z-]+):/etc/kigo/([a-z-]+)`), regexp.MustCompile(`(KIGO_[A-Z_]+)_FILE=%d/([a-z-]+)`)
	for path, text := range deployFiles(t) {
		if !strings.HasPrefix(path, "systemd/kigo.service") {
			continue
		}
		var credentials []string
		for _, m := range handed.FindAllStringSubmatch(text, -1) {
			credentials = append(credentials, m[1])
			if m[1] != m[2] {
				t.Errorf("%s: %s", path, m[0])
			}
		}
		var used []string
		for _, m := range named.FindAllStringSubmatch(text, -1) {
			used = append(used, m[2])
			if want := "KIGO_" + strings.ToUpper(strings.ReplaceAll(m[2], "-", "_")); m[1] != want {
				t.Errorf("%s: %s is given as %s", path, want, m[1])
			}
		}
		if len(used) == 0 || !slices.Equal(credentials, used) {
			t.Errorf("%s hands over %q and uses %q", path, credentials, used)
		}
	}
}

func TestKigoctlRunsWithTheSettingsOfTheService(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{"kigo.env": "# settings\nKIGO_ADMINS=anna@example.org\n", "secret": "x", "slack-bot-token": "y"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "../../deploy/systemd/kigoctl", "-u", "PATH")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "KIGOCTL_CONFIG=" + dir, "KIGOCTL_BINARY=env"}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var got []string
	for _, line := range strings.Split(string(out), "\n") {
		if strings.HasPrefix(line, "KIGO_") {
			got = append(got, line)
		}
	}
	slices.Sort(got)
	want := []string{"KIGO_ADMINS=anna@example.org", "KIGO_DATA_DIR=/var/lib/kigo", "KIGO_SECRET_FILE=" + dir + "/secret", "KIGO_SLACK_BOT_TOKEN_FILE=" + dir + "/slack-bot-token"}
	if !slices.Equal(got, want) {
		t.Errorf("it runs with %q, want %q", got, want)
	}
}

func TestImageIsBuiltWithTheGoOfTheModule(t *testing.T) {
	t.Parallel()
	version := func(path, pattern string) string {
		b, err := os.ReadFile("../../" + path)
		if err != nil {
			t.Fatal(err)
		}
		m := regexp.MustCompile(`(?m)^` + pattern + `(\S+)$`).FindSubmatch(b)
		if m == nil {
			t.Fatalf("%s does not say which Go", path)
		}
		return string(m[1])
	}
	if image, module := version("Dockerfile", "ARG GO_VERSION="), version("go.mod", "go "); image != module {
		t.Errorf("the Dockerfile takes Go %s, the module needs %s", image, module)
	}
}
