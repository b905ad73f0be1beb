package broadcasts_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mailbox"
	"kigo/bot/broadcasts"
	"kigo/bot/chat"
	"kigo/bot/people"
)

// town is a chat of one more name, with the channels that a test gives it.
type town struct {
	chat.Adapter
	channels []chat.Channel
	members  map[string][]string
	err      error // of every question
}

func (t *town) Channels(context.Context) ([]chat.Channel, error) { return t.channels, t.err }

func (t *town) MembersOf(_ context.Context, channel string) ([]string, error) {
	if users, ok := t.members[channel]; ok {
		return users, t.err
	}
	return nil, errors.Join(chat.ErrGone, t.err)
}

// inChannel is an order for the channel that all accounts share.
func (w *world) inChannel(c broadcasts.Content) broadcasts.Order {
	w.t.Helper()
	o, err := w.Read(w.t.Context(), w.anna, values(map[string]string{"text": c.Text, "text_en": c.TextEN, "ziel": "kanal #ki-go"}), broadcasts.Order{})
	w.fine(err)
	return o
}

func TestAChannelGetsOneMessageInsteadOfACopyForEach(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	crowd := w.crowd(3)
	w.box.Accounts = []string{"anna", "gitte", "p0", "p1", "p2"}
	o := w.inChannel(broadcasts.Content{Text: "Hallo", TextEN: "Hello"})
	o.Receipt = true
	b := w.approved(o)
	if b.Total != 1 || b.Reach != 5 {
		t.Errorf("it is for %d channels with %d people", b.Total, b.Reach)
	}
	w.settle()
	w.settle()
	want(t, w.copies(crowd), map[string]int{})
	got := w.reads(mailbox.Channel)
	if len(got) != 1 || !strings.Contains(got[0], "Hallo") || !strings.Contains(got[0], "Hello") {
		t.Fatalf("in the channel stands %q", got)
	}
	w.wantState(b.ID, broadcasts.Done)
	for _, p := range []people.Person{w.anna, crowd[0], crowd[0]} {
		w.fine(w.Acknowledge(t.Context(), b.ID, p.ID))
	}
	if n, err := w.Receipts(t.Context(), w.read(b.ID)); err != nil || n != 2 {
		t.Errorf("%d have read it, %v", n, err)
	}

	w.corrects(b.ID, "Moin")
	w.settle()
	if got := w.reads(mailbox.Channel); len(got) != 1 || !strings.Contains(got[0], "Moin") || strings.Contains(got[0], "Hallo") {
		t.Errorf("after the correction stands %q", got)
	}
	_, err := w.Recall(t.Context(), b.ID, w.anna)
	w.fine(err)
	w.settle()
	if got := w.reads(mailbox.Channel); !slices.Equal(got, []string{notice}) {
		t.Errorf("after the recall stands %q", got)
	}
	if b = w.read(b.ID); b.Live || b.Edit.Done != 1 {
		t.Errorf("it ends as %+v", b)
	}
}

func TestAStopKeepsAChannelFromGettingIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.box.Accounts = []string{"anna"}
	b := w.approved(w.inChannel(broadcasts.Content{Text: "Hallo"}))
	w.sweep()
	w.sweep()
	_, err := w.Stop(t.Context(), b.ID, w.anna)
	w.fine(err)
	w.settle()
	if got := w.reads(mailbox.Channel); len(got) > 0 {
		t.Errorf("in the channel stands %q", got)
	}
	_, err = w.Resume(t.Context(), b.ID, w.anna)
	w.fine(err)
	w.clock.Pass(time.Minute)
	w.settle()
	if got := w.reads(mailbox.Channel); len(got) != 1 {
		t.Errorf("in the channel stands %q", got)
	}
}

// Whoever is out of the channel by the time it goes out learns so from the progress.
func TestAChannelThatIsShutIsNoted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.box.Accounts = []string{"anna"}
	o := w.inChannel(broadcasts.Content{Text: "Hallo"})
	draft := w.draft(o)
	b := w.approved(o)
	w.Chats[mailbox.Platform] = &shut{Adapter: w.box}
	w.settle()
	b = w.read(b.ID)
	m, err := w.Progress(t.Context(), w.catalogue.Printer("de"), b)
	w.fine(err)
	if b.State != broadcasts.Done || b.Send.Skipped != 1 || !strings.Contains(m.Plain(), "/invite @kigo") {
		t.Errorf("it ends as %+v: %s", b, m.Plain())
	}
	_, err = w.Approve(t.Context(), draft.ID, w.gitte, draft.Version, "")
	w.wantFault(err, "broadcast.channel.gone")
	w.wantState(draft.ID, broadcasts.Draft)
}

// shut is a chat whose channels nobody can write in.
type shut struct{ chat.Adapter }

func (s *shut) Channels(context.Context) ([]chat.Channel, error) { return nil, nil }

func (s *shut) Send(ctx context.Context, channel string, m chat.Message, key string) (string, error) {
	if channel == mailbox.Channel {
		return "", chat.ErrGone
	}
	return s.Adapter.Send(ctx, channel, m, key)
}

func TestWhichChannelIsMeant(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Chats["mattermost"] = &town{members: map[string][]string{"m1": {"x"}, "m2": {"x", "y"}, "m3": nil},
		channels: []chat.Channel{{ID: "m1", Name: "town-square", Title: "Marktplatz", Default: true}, {ID: "m2", Name: "presse", Title: "Presse und Öffentlichkeit"}, {ID: "m3", Name: "leer", Title: "Leer"}}}
	w.Chats["slack"] = &town{members: map[string][]string{"C1": {"a"}, "C2": {"a"}},
		channels: []chat.Channel{{ID: "C1", Name: "general", Title: "general", Default: true}, {ID: "C2", Name: "presse", Title: "presse"}}}
	for typed, want := range map[string]string{
		"kanal town-square": "mattermost:town-square", "~town-square": "mattermost:town-square", "Kanal Marktplatz": "mattermost:town-square",
		"kanal presse und öffentlichkeit": "mattermost:presse", "#general": "slack:general", "channel GENERAL": "slack:general",
		"https://chat.stadt.example/stadt/channels/town-square": "mattermost:town-square", "kanal https://kiel.slack.com/archives/C2": "slack:presse",
		"kanal <#C1|general>": "slack:general", "kanal Slack:presse": "slack:presse", "kanäle general, town-square, general": "slack:general mattermost:town-square",
	} {
		o, err := w.Read(t.Context(), w.anna, values(map[string]string{"ziel": typed}), broadcasts.Order{})
		var got []string
		for _, c := range o.Target.Channels {
			got = append(got, c.Platform+":"+c.Name)
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%q means %q, %v, want %s", typed, got, err, want)
		}
		again, err := w.Read(t.Context(), w.anna, values(map[string]string{"ziel": formValue(w, o, "ziel")}), broadcasts.Order{})
		if err != nil || !slices.Equal(again.Target.Channels, o.Target.Channels) {
			t.Errorf("the form says %q, which means %+v, %v", formValue(w, o, "ziel"), again.Target, err)
		}
	}
	for typed, want := range map[string]string{
		"kanal": "broadcast.channel.which", "kanal fremd": "broadcast.channel.unknown", "kanal slack:town-square": "broadcast.channel.unknown",
		"kanal presse": "broadcast.channel.several", "kanal general, fremd": "broadcast.channel.unknown", "kanal leer": "broadcast.nobody",
	} {
		_, err := w.Read(t.Context(), w.anna, values(map[string]string{"ziel": typed}), broadcasts.Order{})
		w.wantFault(err, "fault.form ziel="+want)
	}
	w.Chats["slack"] = &town{err: errors.New("away")}
	_, err := w.Read(t.Context(), w.anna, values(map[string]string{"ziel": "kanal general"}), broadcasts.Order{})
	w.wantFault(err, "fault.form ziel=broadcast.channel.trouble")
	_, err = w.Read(t.Context(), w.anna, values(map[string]string{"ziel": "kanal town-square"}), broadcasts.Order{})
	w.fine(err)
}

// formValue is what stands in a field of an order's form.
func formValue(w *world, o broadcasts.Order, name string) string {
	f := broadcasts.Form(w.catalogue.Printer("de"), "", "", broadcasts.Broadcast{Order: o})
	return f.Fields[slices.IndexFunc(f.Fields, func(f chat.FormField) bool { return f.Name == name })].Value
}

func TestAChannelIsOfferedWhereItReachesTheSamePeople(t *testing.T) {
	t.Parallel()
	all := []string{"anna", "gitte", "p0", "p1"}
	for name, tc := range map[string]struct {
		members []string
		order   func(w *world, o *broadcasts.Order)
		want    bool
	}{
		"all are in it":         {append([]string{"stranger"}, all...), nil, true},
		"somebody is not in it": {all[:3], nil, false},
		"there is none":         {nil, nil, false},
		"somebody has left":     {all, func(w *world, _ *broadcasts.Order) { w.leaves("p1") }, false},
		"only some are meant": {all, func(w *world, o *broadcasts.Order) {
			o.Target.Kind = broadcasts.ToRoles
			o.Target.Names = []string{"admin"}
		}, false},
		"it is a channel already":  {all, func(w *world, o *broadcasts.Order) { *o = w.inChannel(o.Content) }, false},
		"who has left is reminded": {all, func(w *world, o *broadcasts.Order) { w.leaves("p1"); o.Compulsory = true }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.crowd(2)
			w.box.Accounts = tc.members
			o := everybody("Hallo")
			if tc.order != nil {
				tc.order(w, &o)
			}
			b := w.draft(o)
			m, err := w.Show(t.Context(), w.catalogue.Printer("de"), b, w.anna.ID)
			w.fine(err)
			line := fmt.Sprintf("mitteilung kanal %s %d playground:ki-go", b.ID, b.Version)
			if got := strings.Contains(m.Plain(), line); got != tc.want {
				t.Errorf("the channel is offered: %v, want %v\n%s", got, tc.want, m.Plain())
			}
			if !tc.want {
				return
			}
			b, err = w.Retarget(t.Context(), b.ID, w.anna, b.Version, "playground:ki-go")
			w.fine(err)
			if b.Target.Kind != broadcasts.ToChannels || b.State != broadcasts.Draft || b.Version != 2 {
				t.Errorf("it is %+v", b)
			}
			_, err = w.Retarget(t.Context(), b.ID, w.anna, 1, "playground:fremd")
			w.wantFault(err, "broadcast.channel.unknown")
		})
	}
}

func (w *world) leaves(user string) {
	w.t.Helper()
	_, err := w.Choose(w.t.Context(), w.meet(user, "de").ID, "allgemeines", true)
	w.fine(err)
}

// Whoever approves alone types how many people are in the channel.
func TestTheNumberOfAChannelIsItsMembers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fine(w.people.Store.SetRole(t.Context(), w.gitte.ID, people.Admin, false))
	w.box.Accounts = []string{"anna", "gitte", "p0"}
	b := w.draft(w.inChannel(broadcasts.Content{Text: "Hallo"}))
	_, err := w.Approve(t.Context(), b.ID, w.anna, b.Version, "1")
	w.wantFault(err, "fault.form anzahl=broadcast.number")
	_, err = w.Approve(t.Context(), b.ID, w.anna, b.Version, "3")
	w.fine(err)
}
