package mailbox_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"kigo/adapters/adaptertest"
	"kigo/adapters/mailbox"
	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/chat"
)

func TestMain(m *testing.M) { mongotest.Main(m) }

var _ chat.Adapter = (*mailbox.Adapter)(nil)

// ticking is a clock of which no two readings are the same.
func ticking() func() time.Time {
	readings := make(chan time.Time, 1)
	readings <- time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	return func() time.Time {
		now := <-readings
		readings <- now.Add(time.Millisecond)
		return now
	}
}

func TestContract(t *testing.T) {
	t.Parallel()
	adaptertest.Deliver(t, func(t *testing.T) adaptertest.Harness {
		store := mongodb.NewMailbox(mongotest.Open(t))
		return adaptertest.Harness{
			Adapter: &mailbox.Adapter{Store: store, Now: ticking(), Accounts: []string{"anna", "bert"}},
			Users:   [2]string{"anna", "bert"},
			Once:    true,
			Shown:   func(t testing.TB, user string) []string { return lies(t, store, user) },
			Channel: mailbox.Channel, ShownThere: func(t testing.TB) []string { return lies(t, store, mailbox.Channel) },
		}
	})
}

// lies is what kigo's messages to an account, or in the channel, say.
func lies(t testing.TB, store mailbox.Store, to string) []string {
	t.Helper()
	mails, err := store.List(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, m := range mails {
		if !m.Gone {
			texts = append(texts, m.Message.Plain())
		}
	}
	return texts
}

func TestMailSaysWhenAndToWhom(t *testing.T) {
	t.Parallel()
	store := mongodb.NewMailbox(mongotest.Open(t))
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC) // kigo's clock, whatever the real one says
	var changed []string
	a := &mailbox.Adapter{Store: store, Now: func() time.Time { return now }, Changed: func(to string) { changed = append(changed, to) }}
	if a.Platform() != mailbox.Platform || mailbox.Platform != "playground" {
		t.Errorf("the platform is called %q", a.Platform())
	}
	if _, err := a.Send(t.Context(), "anna", chat.Say(chat.Words("Hallo")), "key"); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Hour)
	if err := a.Edit(t.Context(), "anna", "key", chat.Say(chat.Words("Moin")), "key"); err != nil {
		t.Fatal(err)
	}
	now = now.Add(-time.Hour)
	mails, err := store.List(t.Context(), "anna")
	if err != nil || len(mails) != 1 || !mails[0].At.Equal(now) || mails[0].Fetched || mails[0].Key != "key" {
		t.Errorf("%+v, %v", mails, err)
	}
	for range 2 { // the second time nothing changes
		if err := a.Delete(t.Context(), "anna", "key"); err != nil && !errors.Is(err, chat.ErrGone) {
			t.Fatal(err)
		}
	}
	if want := []string{"anna", "anna", "anna"}; !slices.Equal(changed, want) {
		t.Errorf("told of %v", changed)
	}
}

// away is a store that does not answer.
type away struct{ mailbox.Store }

func (away) Put(context.Context, mailbox.Mail) error      { return errors.New("store is away") }
func (away) Has(context.Context, string) (bool, error)    { return false, errors.New("store is away") }
func (away) Remove(context.Context, string) (bool, error) { return false, errors.New("store is away") }
func (away) Replace(context.Context, string, chat.Message) (bool, error) {
	return false, errors.New("store is away")
}

func TestTroubleIsReturnedAndNobodyIsTold(t *testing.T) {
	t.Parallel()
	a := &mailbox.Adapter{Store: away{}, Now: time.Now, Changed: func(string) { t.Error("told of what was not stored") }}
	if ref, err := a.Send(t.Context(), "anna", chat.Say(chat.Words("Hallo")), "key"); err == nil || ref != "" {
		t.Errorf("Send = %q, %v", ref, err)
	}
	if ref, err := a.Find(t.Context(), "anna", "key", time.Time{}); err == nil || ref != "" {
		t.Errorf("Find = %q, %v", ref, err)
	}
	for name, err := range map[string]error{
		"Edit":   a.Edit(t.Context(), "anna", "key", chat.Message{}, "key"),
		"Delete": a.Delete(t.Context(), "anna", "key"),
	} {
		if err == nil || errors.Is(err, chat.ErrGone) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
