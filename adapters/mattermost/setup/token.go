package setup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// Secret is a token that kigo needs.
type Secret struct {
	Value string // what kigo has, or "" if it has none; afterwards what it needs
	From  string // where Value comes from, for messages
	File  string // where a new one is written; "" prints it
	Print bool   // Value stands nowhere yet
}

// FromFile is the secret in a file, which is made later if it is not there yet.
func FromFile(path string) (Secret, error) {
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Secret{File: path}, nil
	case err != nil:
		return Secret{}, &Problem{"the file " + path + " can't be read", "name one that you may read, or one that is not there yet", err}
	case strings.TrimSpace(string(b)) == "":
		return Secret{}, &Problem{"the file " + path + " is empty", "remove it, and run setup again", nil}
	}
	return Secret{Value: strings.TrimSpace(string(b)), From: path}, nil
}

// save makes a secret with make, and writes it into its file, if it has one. The file is
// made first, readable by its owner only: what has been made must not be lost.
func (s *Secret) save(make func() (string, error)) (err error) {
	if s.File == "" {
		value, err := make()
		if err == nil {
			s.print(value)
		}
		return err
	}
	f, err := os.OpenFile(s.File, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return &Problem{"the file " + s.File + " is already there", "remove it, or name another one", err}
	}
	if err != nil {
		return &Problem{"the file " + s.File + " can't be made", "name one in a folder that is there and that you may write to", err}
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err != nil && s.Value == "" {
			_ = os.Remove(s.File)
		}
	}()
	value, err := make()
	if err != nil {
		return err
	}
	s.Value, s.From = value, ""
	if _, err := fmt.Fprintln(f, value); err != nil {
		s.Print = true
		return &Problem{"the file " + s.File + " can't be written", "make space, remove it, and run setup again", err}
	}
	return f.Sync()
}

func (s *Secret) print(value string) { s.Value, s.From, s.Print = value, "", true }

// Fresh says that the secret was made or written just now.
func (s Secret) Fresh() bool { return s.Value != "" && s.From == "" }

// canSave says whether the secret's file can be made, without making it.
func (s Secret) canSave() error {
	if s.File == "" {
		return nil
	}
	if info, err := os.Stat(filepath.Dir(s.File)); err != nil || !info.IsDir() {
		return &Problem{"the folder of " + s.File + " is not there", "make it, or name another file", err}
	}
	return nil
}

// where says where a new secret goes.
func (s Secret) where() string {
	if s.File == "" {
		return "print it once"
	}
	return "write it to " + s.File
}

// description is what the bot's tokens are called in Mattermost.
const description = "kigo (kigo mattermost setup)"

// setUpToken sees to a token of the bot that works.
func (r *run) setUpToken(ctx context.Context) {
	const name = "token"
	why := ""
	switch {
	case r.bot == nil && !r.DryRun:
		r.say(Skip, name, "needs the bot account", "")
		return
	case r.bot == nil, r.NewToken:
	case r.Token.Value != "":
		var done bool
		if why, done = r.tryToken(ctx, name); done {
			return
		}
	case r.Token.File == "":
		if r.keepToken(ctx, name) {
			return
		}
	}
	if r.bot != nil && !r.isSystemAdmin() {
		r.say(Fail, name, "only a system administrator can make one", "have one run setup, or give the one that there is in KIGO_MATTERMOST_TOKEN")
		return
	}
	if err := r.Token.canSave(); err != nil {
		r.fails(name, "", err)
		return
	}
	r.change(name, "make one, and "+r.Token.where()+why, "made"+why+r.Token.told(), func() error {
		return r.Token.save(func() (string, error) {
			t, _, err := r.CreateUserAccessToken(ctx, r.bot.Id, description, 0)
			if err != nil {
				return "", err
			}
			return t.Token, nil
		})
	})
}

// tryToken looks whether the token that kigo has works. If nothing more is to be done, it
// has told so; else it says why another one is made.
func (r *run) tryToken(ctx context.Context, name string) (why string, done bool) {
	if r.sleeping {
		r.say(Skip, name, "can be looked at once the bot account is enabled", "")
		return "", true
	}
	whose, err := Connect(ctx, r.URL, r.Token.Value)
	switch {
	case isStatus(err, http.StatusUnauthorized) && r.Token.isSetting():
		return ", as the server refuses the one in " + r.Token.From, false
	case isStatus(err, http.StatusUnauthorized):
		r.say(Fail, name, "the server refuses the token in "+r.Token.From, "remove that file, and run setup again")
	case err != nil:
		r.fails(name, "", err)
	case whose.User.Id != r.bot.Id:
		r.say(Fail, name, fmt.Sprintf("the one in %s belongs to @%s and not to @%s", r.Token.From, whose.User.Username, r.Bot), "leave it out, and run setup again")
	default:
		r.say(OK, name, "the one in "+r.Token.From+" works; nothing to do", "")
	}
	return "", true
}

// isSetting says that the secret comes from kigo's configuration, and not from a file that
// a new one was to be written to.
func (s Secret) isSetting() bool { return strings.HasPrefix(s.From, "KIGO_") }

// told says where a secret has been put.
func (s Secret) told() string {
	if s.File == "" {
		return "; it is printed below, and never again"
	}
	return "; written to " + s.File
}

// keepToken says whether the bot has a token already, which only its holder knows.
func (r *run) keepToken(ctx context.Context, name string) bool {
	all, _, err := r.GetUserAccessTokensForUser(ctx, r.bot.Id, 0, 100)
	if err != nil {
		r.say(Skip, name, "whether the bot has one, only a system administrator can see", "give it in KIGO_MATTERMOST_TOKEN to have it checked")
		return true
	}
	active := 0
	var last *model.UserAccessToken
	for _, t := range all {
		if t.IsActive && (t.ExpiresAt == 0 || time.UnixMilli(t.ExpiresAt).After(time.Now())) {
			active, last = active+1, t
		}
	}
	if active == 0 {
		return false
	}
	text := fmt.Sprintf("the bot has one (%q), which only you know; nothing to do", last.Description)
	if active > 1 {
		text = fmt.Sprintf("the bot has %d, which only you know; nothing to do", active)
	}
	r.say(OK, name, text, "give it in KIGO_MATTERMOST_TOKEN to have it checked; --new-token makes another one")
	return true
}
