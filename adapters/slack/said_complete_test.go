package slack

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kigo/bot/chat"
)

// complete looks whether every sentence of the catalogue was said. Faults are all alike, one
// sentence each: those that are said above stand for the others.
func (v *visitors) complete() {
	v.Helper()
	root := filepath.Join("..", "..")
	raw, err := os.ReadFile(filepath.Join(root, "bot", "i18n", "de.json"))
	var catalogue map[string]any
	if err == nil {
		err = json.Unmarshal(raw, &catalogue)
	}
	if err != nil {
		v.Fatal(err)
	}
	faults := faultKeys(v.T, filepath.Join(root, "bot"), filepath.Join(root, "commands"))
	words := strings.Join(v.words, "\n")
	for key, value := range catalogue {
		domain, _, _ := strings.Cut(key, ".")
		if !slices.Contains(saidHere, domain) || faults[key] || saidElsewhere[key] != "" {
			continue
		}
		forms := []any{value}
		if plural, ok := value.(map[string]any); ok {
			forms = []any{plural["one"], plural["other"]}
		}
		if !slices.ContainsFunc(forms, func(form any) bool { return pattern(form.(string)).MatchString(words) }) {
			v.Errorf("nobody has seen %s: %v", key, value)
		}
	}
}

// tidy looks for goldens of what is not said any more.
func (v *visitors) tidy() {
	v.Helper()
	files, err := filepath.Glob(filepath.Join(said, "*.json"))
	if err != nil {
		v.Fatal(err)
	}
	for _, file := range files {
		if !v.kept[file] {
			v.Errorf("%s is of nothing any more: remove it", file)
		}
	}
}

// saidHere are the parts of the catalogue that people read in a chat.
var saidHere = []string{
	"bot", "broadcast", "doctor", "event", "gap", "grants", "help", "knowledge", "language", "outbox", "person", "privacy", "profile", "remind", "reminder", "start", "topic",
}

// saidElsewhere are sentences that nobody can get to see here, by key, with the reason.
var saidElsewhere = map[string]string{
	"event.feed.dead":              "in a browser",
	"event.feed.name":              "in a calendar program",
	"knowledge.by.unknown":         "somebody who changed an entry and was forgotten since",
	"knowledge.import.added":       "on the command line",
	"knowledge.import.dry":         "on the command line",
	"knowledge.import.kept":        "on the command line",
	"knowledge.import.overwritten": "on the command line",
	"knowledge.import.summary":     "on the command line",
	"knowledge.import.updated":     "on the command line",
	"outbox.kind.pulse.ask":        "no message of a survey fails here",
	"outbox.kind.pulse.feedback":   "no message of a survey fails here",
	"outbox.kind.pulse.invite":     "no message of a survey fails here",
	"outbox.kind.pulse.missed":     "no message of a survey fails here",
	"outbox.kind.pulse.remind":     "no message of a survey fails here",
	"privacy.demo":                 "in the demo",
	"outbox.kind.pulse.result":     "no message of a survey fails here",
}

var hole = regexp.MustCompile(`\{\{[^}]*\}\}`)

// pattern is what a sentence of the catalogue looks like when it is said.
func pattern(sentence string) *regexp.Regexp {
	const mark = "0HOLE0"
	text := chat.Markdown(hole.ReplaceAllString(sentence, mark)).String()
	return regexp.MustCompile(`(?s)` + strings.ReplaceAll(regexp.QuoteMeta(text), mark, ".*?"))
}

var newFault = regexp.MustCompile(`fault\.(?:New|Missing)\("([^"]+)"`)

// faultKeys are the sentences that say why something doesn't work.
func faultKeys(t *testing.T, roots ...string) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			for _, found := range newFault.FindAllStringSubmatch(string(source), -1) {
				keys[found[1]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return keys
}
