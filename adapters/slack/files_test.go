package slack_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kigo/adapters/slack/slacktest"
	"kigo/bot/chat"
)

func withFiles(words string) chat.Message {
	m := chat.Say(chat.Words(words))
	m.Images = []chat.Image{{Name: "balken.png", Alt: "Ein Balken: " + strings.Repeat("3 von 5, ", 200), Type: "image/png", Data: []byte("\x89PNG")}}
	m.Files = []chat.File{{Name: "forum.ics", Type: "text/calendar", Data: []byte("BEGIN:VCALENDAR")}, {Name: "leer.txt"}}
	return m
}

// filesIn are the names of all files in a channel, as a person sees them.
func filesIn(who *slacktest.Member, channel string) (names []string) {
	for _, m := range who.Messages(channel) {
		for _, f := range m.Files {
			names = append(names, f.Name)
		}
	}
	return names
}

func (o *office) wantFiles(who *slacktest.Member, channel string, want int) {
	o.Helper()
	if got := filesIn(who, channel); len(got) != want {
		o.Errorf("there are %d files: %q, want %d", len(got), got, want)
	}
}

func TestFilesComeOnceWithTheirWords(t *testing.T) {
	t.Parallel()
	for name, breaks := range map[string]func(*slacktest.Server){
		"all is well":                 func(*slacktest.Server) {},
		"the upload fails":            func(s *slacktest.Server) { s.Inject("upload", slacktest.Status(500)) },
		"sharing fails":               func(s *slacktest.Server) { s.Inject("files.completeUploadExternal", slacktest.Fail("fatal_error")) },
		"the answer to it is lost":    func(s *slacktest.Server) { s.Inject("files.completeUploadExternal", slacktest.LoseAnswer()) },
		"the address is not given":    func(s *slacktest.Server) { s.Inject("files.getUploadURLExternal", slacktest.Status(503)) },
		"the words are refused":       func(s *slacktest.Server) { s.Inject("chat.postMessage", slacktest.Status(503)) },
		"the answer to these is lost": func(s *slacktest.Server) { s.Inject("chat.postMessage", slacktest.LoseAnswer()) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, httpMode, echo, setting{})
			channel, err := o.adapter.Direct(t.Context(), o.anna.ID)
			o.must(err)
			breaks(o.server)
			for range 3 { // as the outbox does
				if ref, err := o.adapter.Find(t.Context(), channel, "key", time.Now().Add(-time.Hour)); ref != "" || err != nil {
					break
				}
				if _, err = o.adapter.Send(t.Context(), channel, withFiles("Hier sind sie."), "key"); err == nil {
					break
				}
			}
			o.gets(o.anna, channel, "Hier sind sie.")
			o.wantFiles(o.anna, channel, 3)
			if n := len(o.anna.Messages(channel)); n != 2 {
				t.Errorf("%d messages", n)
			}
			for _, m := range o.anna.Messages(channel) {
				for _, f := range m.Files {
					if (f.Name == "balken.png") != strings.HasPrefix(f.Alt, "Ein Balken: 3 von 5") {
						t.Errorf("of %s is said %q", f.Name, f.Alt)
					}
				}
			}
		})
	}
}

func TestRecalledAndEditedFilesAreGone(t *testing.T) {
	t.Parallel()
	o := newOffice(t, httpMode, echo, setting{})
	channel, err := o.adapter.Direct(t.Context(), o.anna.ID)
	o.must(err)
	ref, err := o.adapter.Send(t.Context(), channel, withFiles("Erste Fassung."), "key")
	o.must(err)
	_, err = o.adapter.Send(t.Context(), channel, withFiles("Etwas anderes."), "key-2")
	o.must(err)
	o.must(o.adapter.Edit(t.Context(), channel, ref, withFiles("Zweite Fassung."), "key"))
	o.gets(o.anna, channel, "Zweite Fassung.")
	o.wantFiles(o.anna, channel, 6)
	o.must(o.adapter.Edit(t.Context(), channel, ref, chat.Say(chat.Words("Ohne alles.")), "key"))
	o.wantFiles(o.anna, channel, 3)
	o.must(o.adapter.Edit(t.Context(), channel, ref, withFiles("Dritte Fassung."), "key"))
	o.must(o.adapter.Delete(t.Context(), channel, ref))
	o.wantFiles(o.anna, channel, 3)
	if all := o.anna.Messages(channel); len(all) != 2 {
		t.Errorf("%d messages are left", len(all))
	}
	if err := o.adapter.Delete(t.Context(), channel, ref); !errors.Is(err, chat.ErrGone) {
		t.Errorf("once more: %v", err)
	}
}

// Files can't be for one person in a channel. They come directly, and the person is told so
// where they have asked, alone.
func TestFilesForOnePersonComeDirectly(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		o := newOffice(t, m, func(ev chat.Event) chat.Reply {
			return chat.Reply{Message: withFiles("Für dich: " + ev.Line), Public: ev.Line == "für alle"}
		}, setting{})
		o.must(o.anna.Slash(o.plaza, "/kigo hier"))
		_, err := o.anna.Say(o.plaza, "<@"+o.server.BotUserID+"> dort")
		o.must(err)
		o.gets(o.anna, o.anna.DM(), "Für dich: hier")
		o.gets(o.anna, o.anna.DM(), "Für dich: dort")
		o.until("two notes", func() bool { return len(o.anna.Ephemerals(o.plaza)) == 2 })
		for _, note := range o.anna.Ephemerals(o.plaza) {
			if !strings.Contains(note.Shown(), "Direktnachricht") {
				t.Errorf("she reads %q", note.Shown())
			}
		}
		o.wantFiles(o.anna, o.anna.DM(), 6)
		o.wantFiles(o.bert, o.plaza, 0)
		_, err = o.anna.Say(o.plaza, "<@"+o.server.BotUserID+"> für alle")
		o.must(err)
		o.gets(o.bert, o.plaza, "Für dich: für alle")
		o.wantFiles(o.bert, o.plaza, 3)
	})
}
