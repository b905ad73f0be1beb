package broadcasts_test

import (
	"strings"
	"testing"

	"kigo/bot/broadcasts"
	"kigo/bot/chat"
)

// secretive is a chat with a private channel that Anna is in and Gitte is not.
func (w *world) secretive() *town {
	hall := &town{
		Adapter: w.box, members: map[string][]string{"r1": {"anna", "p0"}},
		channels: []chat.Channel{{ID: "r1", Name: "rat", Title: "Stadtrat", Private: true}},
	}
	w.Chats["playground"] = hall
	return hall
}

func TestAPrivateChannelIsForItsMembers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hall := w.secretive()
	typed := values(map[string]string{"ziel": "kanal rat"})
	_, err := w.Read(t.Context(), w.gitte, typed, broadcasts.Order{})
	w.wantFault(err, "fault.form ziel=broadcast.channel.none")
	hall.channels = append(hall.channels, chat.Channel{ID: "c", Name: "kantine"})
	_, err = w.Read(t.Context(), w.gitte, typed, broadcasts.Order{})
	w.wantFault(err, "fault.form ziel=broadcast.channel.unknown")

	o, err := w.Read(t.Context(), w.anna, typed, broadcasts.Order{})
	w.fine(err)
	b := w.draft(o)
	_, err = w.Retarget(t.Context(), b.ID, w.gitte, b.Version, "playground:rat")
	w.wantFault(err, "broadcast.channel.unknown")
	_, err = w.Attach(t.Context(), b.ID, w.gitte, sent(chat.File{Name: "a.pdf", Data: []byte("%PDF")}), "")
	w.wantFault(err, "broadcast.channel.private")

	hall.members["r1"] = []string{"p0"} // Anna has left it
	_, err = w.Approve(t.Context(), b.ID, w.gitte, b.Version, "")
	w.wantFault(err, "broadcast.channel.private")
	hall.members["r1"] = []string{"anna", "p0"}
	_, err = w.Approve(t.Context(), b.ID, w.gitte, b.Version, "")
	w.fine(err)
	w.settle()
	_, err = w.Correct(t.Context(), b.ID, w.gitte, w.read(b.ID).Version, broadcasts.Content{Text: "Moin"})
	w.wantFault(err, "broadcast.channel.private")
	w.corrects(b.ID, "Moin") // by Anna
	_, err = w.Recall(t.Context(), b.ID, w.gitte)
	w.fine(err)
}

// What became of those whom an announcement was for keeps nobody from correcting it.
func TestACorrectionIsShownAfterTheChannelIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hall := w.secretive()
	o, err := w.Read(t.Context(), w.anna, values(map[string]string{"ziel": "kanal rat"}), broadcasts.Order{})
	w.fine(err)
	b := w.approved(o)
	w.settle()
	draft := w.draft(o)
	_, err = w.Ask(t.Context(), draft, w.anna)
	w.fine(err)
	hall.channels = nil
	b, err = w.Correct(t.Context(), b.ID, w.anna, w.read(b.ID).Version, broadcasts.Content{Text: "Moin"})
	w.fine(err)
	_, err = w.Ask(t.Context(), b, w.anna)
	w.fine(err)
	_, err = w.Show(t.Context(), w.catalogue.Printer("de"), b, w.anna.ID)
	w.fine(err)
	_, err = w.Show(t.Context(), w.catalogue.Printer("de"), draft, w.anna.ID)
	w.wantFault(err, "broadcast.channel.gone")
	w.settle()
	asked := 0
	for _, text := range w.reads("gitte") {
		if strings.Contains(text, "bittet dich") {
			asked++
		}
	}
	if asked != 1 {
		t.Errorf("Gitte is asked %d times, want once, for the correction: %q", asked, w.reads("gitte"))
	}
}
