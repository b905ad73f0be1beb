package events_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/events"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// feedWorld is a world in which people can have calendars.
func feedWorld(t *testing.T) (*world, *events.Feeds, *mongodb.DB) {
	t.Helper()
	w := newWorld(t)
	db := mongotest.Open(t)
	return w, &events.Feeds{
		Store: mongodb.NewFeeds(db), Events: w.Service, People: w.people, Now: w.Now,
		Printer:  func(people.Person) i18n.Printer { return printer(t, "de") },
		NewToken: func() string { return "token" + w.NewID() }, Address: "https://kigo.example/calendar/",
	}, db
}

// token renews a person's feed and returns the token in its address.
func token(t *testing.T, f *events.Feeds, p people.Person) string {
	t.Helper()
	address, err := f.Renew(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	rest, ok := strings.CutPrefix(address, f.Address)
	if token, ics := strings.CutSuffix(rest, ".ics"); ok && ics {
		return token
	}
	t.Fatalf("the address is %q", address)
	return ""
}

// fetch is the calendar behind a token; nothing where it leads nowhere.
func fetch(t *testing.T, f *events.Feeds, token string) (events.FeedFile, string) {
	t.Helper()
	file, ok, err := f.Read(t.Context(), token)
	if err != nil || ok != (len(file.Data) > 0) {
		t.Fatalf("read: %v, %v", ok, err)
	}
	return file, string(file.Data)
}

func TestAFeedIsAlwaysCurrent(t *testing.T) {
	t.Parallel()
	w, f, _ := feedWorld(t)
	anna, bert := w.organiser(t, "anna"), w.person(t, "bert")
	forum, workshop := w.event(t, "Forum", 10), w.event(t, "Workshop", 1)
	w.join(t, forum.ID, bert)
	w.join(t, workshop.ID, anna, bert)
	w.event(t, "Fremdes", 5)
	tok := token(t, f, bert)
	before, text := fetch(t, f, tok)
	for _, want := range []string{
		"SUMMARY:Forum\r\n", "SUMMARY:Warteliste: Workshop\r\n", "STATUS:TENTATIVE\r\n", "STATUS:CONFIRMED\r\n",
		"X-WR-CALNAME:Ki:GO-Termine\r\n", "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the calendar lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "Fremdes") {
		t.Error("it has events that bert is not in")
	}
	w.clock.Set(w.Now().Add(time.Hour))
	if again, _ := fetch(t, f, tok); again.Tag != before.Tag || !again.Changed.Equal(before.Changed) {
		t.Errorf("nothing has changed, but %s %v became %s %v", before.Tag, before.Changed, again.Tag, again.Changed)
	}
	for _, step := range []struct {
		name, want, not string
		do              func() error
	}{
		{"moves up", "SUMMARY:Workshop\r\n", "Warteliste", func() error {
			_, err := w.Leave(t.Context(), w.read(t, workshop.ID), anna.ID)
			return err
		}},
		{"moved", "LOCATION:Markthalle\r\n", "LOCATION:Ratssaal\r\nSTATUS:CONFIRMED\r\nSUMMARY:Forum", func() error {
			e := w.read(t, forum.ID)
			d := e.Details
			d.Place = "Markthalle"
			_, err := w.Edit(t.Context(), e, e.Version, d, e.Organisers)
			return err
		}},
		{"cancelled", "STATUS:CANCELLED\r\n", "", func() error {
			_, err := w.Cancel(t.Context(), w.read(t, forum.ID), anna, "Sturm")
			return err
		}},
		{"left", "SUMMARY:Abgesagt: Forum\r\n", "Workshop", func() error {
			_, err := w.Leave(t.Context(), w.read(t, workshop.ID), bert.ID)
			return err
		}},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		// All within one second: programs that compare times must see each of them.
		after, text := fetch(t, f, tok)
		if after.Tag == before.Tag || !after.Changed.Truncate(time.Second).After(before.Changed) {
			t.Errorf("%s: %s %v became %s %v", step.name, before.Tag, before.Changed, after.Tag, after.Changed)
		}
		if !strings.Contains(text, step.want) || (step.not != "" && strings.Contains(text, step.not)) {
			t.Errorf("%s:\n%s", step.name, text)
		}
		before = after
	}
}

func TestAFeedEnds(t *testing.T) {
	t.Parallel()
	w, f, db := feedWorld(t)
	bert, carla := w.person(t, "bert"), w.person(t, "carla")
	first, hers := token(t, f, bert), token(t, f, carla)
	leadsNowhere := func(why string, tokens ...string) {
		t.Helper()
		for _, tok := range tokens {
			if _, text := fetch(t, f, tok); text != "" {
				t.Errorf("%s, but the token brings a calendar", why)
			}
		}
	}
	leadsNowhere("nobody has it", "", "tokenn9999999", first+".ics", strings.ToUpper(first))
	second := token(t, f, bert)
	leadsNowhere("it was renewed", first)
	if _, text := fetch(t, f, second); text == "" {
		t.Error("the new address brings nothing")
	}
	if had, err := f.End(t.Context(), bert.ID); err != nil || !had {
		t.Errorf("end: %v, %v", had, err)
	}
	leadsNowhere("it was ended", first, second)
	if had, err := f.End(t.Context(), bert.ID); err != nil || had {
		t.Errorf("end again: %v, %v", had, err)
	}
	if _, text := fetch(t, f, hers); text == "" {
		t.Error("that of somebody else has ended, too")
	}
	if err := w.people.Store.Set(t.Context(), carla.ID, people.Change{people.FieldGone: true}, false); err != nil {
		t.Fatal(err)
	}
	leadsNowhere("she has left", hers)
	for range 2 {
		if err := f.Prune(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := db.Collection("feeds").CountDocuments(t.Context(), bson.D{}); err != nil || n != 0 {
		t.Errorf("%d feeds are left (%v)", n, err)
	}
	deniz := w.person(t, "deniz")
	his := token(t, f, deniz)
	if err := w.people.Store.DropPerson(t.Context(), deniz.ID); err != nil {
		t.Fatal(err)
	}
	leadsNowhere("he was deleted", his)
}

func TestTheStoreDoesNotRevealAFeed(t *testing.T) {
	t.Parallel()
	w, f, db := feedWorld(t)
	bert := w.person(t, "bert")
	tok := token(t, f, bert)
	fetch(t, f, tok)
	for _, c := range mongodb.Collections() {
		cursor, err := db.Collection(c).Find(t.Context(), bson.D{})
		if err != nil {
			t.Fatal(err)
		}
		var docs []bson.M
		if err := cursor.All(t.Context(), &docs); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(fmt.Sprint(docs), tok) {
			t.Errorf("%s holds the token", c)
		}
	}
	if held, err := f.Export(t.Context(), bert.ID); err != nil || strings.Contains(fmt.Sprint(held), tok) || len(held.([]events.Feed)) != 1 {
		t.Errorf("export: %v, %v", held, err)
	}
	if err := f.Forget(t.Context(), bert.ID); err != nil {
		t.Fatal(err)
	}
	if held, err := f.Export(t.Context(), bert.ID); err != nil || len(held.([]events.Feed)) != 0 {
		t.Errorf("export after forgetting: %v, %v", held, err)
	}
}
