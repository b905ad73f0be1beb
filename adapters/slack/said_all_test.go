package slack

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/people"
)

// TestAllThatKigoSays keeps every message and form of kigo's commands, and all that it tells
// people by itself, as Slack shows them (testdata/said), in German; English is checked, too.
// A sentence of the catalogue that nobody has seen then fails the test.
func TestAllThatKigoSays(t *testing.T) {
	for _, lang := range []string{"de", "en"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			v := newVisitors(t, lang)
			v.arrive()
			v.survey()
			v.organise()
			v.signUp()
			v.manage()
			v.helpOthers()
			v.aboutThemselves()
			v.administer()
			v.chooseTopics()
			v.announce()
			v.announceAlone()
			v.review()
			v.ask()
			v.passOn()
			v.answer()
			v.edit()
			v.wordLists()
			v.crowded()
			v.subscribe()
			v.remember()
			v.beQuiet()
			v.offer()
			v.late()
			v.callOff()
			v.repair()
			v.ofSlack()
			v.vanish()
			v.lapse()
			v.compare()
			for kind := range v.kinds {
				if !v.told[kind] {
					t.Errorf("nobody was told %s", kind)
				}
			}
			if lang == "de" {
				v.complete()
				v.tidy()
			}
		})
	}
}

// arrive is while nothing is on.
func (v *visitors) arrive() {
	v.says("first_contact", "bert", "")
	v.says("privacy_no_admin", "bert", "datenschutz")
	for _, who := range []string{"anna", "carla", "dora", "emil", "finn"} {
		v.says("", who, "hilfe")
	}
	v.says("start_nothing", "bert", "")
	v.says("help_staff", "bert", "hilfe")
	v.says("help_admin", "anna", "hilfe")
	v.says("help_command", "bert", "hilfe anmelden")
	v.says("help_unknown", "bert", "hilfe tanzen")
	v.says("unknown", "bert", "tanzen")
	v.says("meant", "bert", "anmeldem")
	v.says("forbidden", "bert", "rechte")
	v.says("too_long", "bert", strings.Repeat("x", 3001))
	v.says("events_none", "bert", "termine")
	v.says("status_none", "bert", "platz")
	v.says("join_none", "bert", "anmelden")
	v.says("leave_none", "bert", "abmelden")
	v.says("calendar_none", "bert", "kalender")
	v.says("event_none", "anna", "veranstaltung")
	v.says("reminders_none", "bert", "erinnern")
	v.says("checkin_none", "anna", "veranstaltung anwesend")
	v.says("gaps_none", "anna", "wissen offen")
}

// organise makes events.
func (v *visitors) organise() {
	v.says("event_new", "anna", "veranstaltung neu Werkstatt")
	v.fills("event_new_wrong", "anna", "veranstaltung neu", map[string]string{
		"title": "W", "start": "31. Februar", "end": "", "place": "", "seats": "-3", "confirm": "-1", "deadline": "gestern", "team": "Bert Beispiel",
	})
	details := map[string]string{
		"title": "Werkstatt", "start": "2.12.2026 14:00", "end": "2 Stunden", "place": "Rathaus, Raum 12", "seats": "2",
		"deadline": "1.12.2026 12:00", "description": "Für alle <!channel>, *ohne* Vorkenntnisse.\nBringt Tassen mit.",
	}
	v.fills("", "anna", "veranstaltung neu", map[string]string{"title": "Probe", "start": "3.12.2026 9:00", "end": "10:00", "place": "Hof"})
	v.says("event_discarded", "anna", "veranstaltung verwerfen "+v.id("Probe"))
	v.fills("event_preview", "anna", "veranstaltung neu", details)
	v.says("event_draft", "anna", "veranstaltung Werkstatt")
	v.says("event_only_draft", "anna", "veranstaltung")
	v.says("event_published", "anna", "veranstaltung veröffentlichen "+v.id("Werkstatt"))
	v.says("event_manage", "anna", "veranstaltung Werkstatt")
	v.says("event_managed_one", "anna", "veranstaltung")
	v.says("people_nobody", "anna", "veranstaltung teilnehmende Werkstatt")
	v.says("message_nobody", "anna", "veranstaltung nachricht Werkstatt")
	v.opens("Sprechstunde", nil)
	v.opens("Rundgang", map[string]string{"seats": "1"})
	v.says("event_managed", "anna", "veranstaltung")
	v.says("event_which", "anna", "veranstaltung ändern")
	v.says("event_copy", "anna", "veranstaltung kopieren Werkstatt")
}

// id is that of an event.
func (v *visitors) id(title string) string {
	v.Helper()
	all, err := v.events.Managed(v.Context(), people.Person{Roles: map[people.Role]bool{people.Admin: true}})
	if err != nil {
		v.Fatal(err)
	}
	at := slices.IndexFunc(all, func(e events.Event) bool { return e.Title == title })
	if at < 0 {
		v.Fatalf("there is no %s", title)
	}
	return string(all[at].ID)
}

// signUp comes, waits and goes.
func (v *visitors) signUp() {
	v.says("events", "bert", "termine")
	v.says("join_which", "bert", "anmelden")
	v.says("join_unknown", "bert", "anmelden Tanzkurs")
	v.says("joined", "bert", "anmelden werkstatt")
	v.says("joined_already", "bert", "anmelden werkstatt")
	v.says("", "carla", "anmelden werkstatt")
	v.says("joined_waiting", "dora", "anmelden werkstatt")
	v.says("", "emil", "anmelden werkstatt")
	v.says("status", "bert", "platz")
	v.says("status_waiting", "dora", "platz")
	v.says("status_unknown", "dora", "platz Tanzkurs")
	v.says("", "bert", "anmelden sprechstunde")
	v.says("status_several", "bert", "platz")
	v.says("events_mine", "bert", "termine")
	v.says("events_waiting", "dora", "termine")
	v.does("events_for_all", chat.Event{Kind: chat.Mention, User: chat.User{ID: "bert"}, Channel: "C1", Line: "termine"})
	v.says("start", "bert", "")
	v.says("start_waiting", "dora", "")
	v.Run("home", func(t *testing.T) {
		page := home(v.says("", "dora", "").Message.Sections, line)
		validView(t, page)
		v.keeps(t, "home", page)
	})
	v.says("calendar", "bert", "kalender werkstatt")
	v.says("calendar_several", "bert", "kalender")
	v.says("calendar_waiting", "dora", "kalender werkstatt")
	v.says("calendar_not_in", "carla", "kalender rundgang")
	v.says("leave_which", "bert", "abmelden")
	v.says("leave_seat", "bert", "abmelden werkstatt")
	v.says("leave_waiting", "emil", "abmelden werkstatt")
	v.says("left", "bert", "abmelden werkstatt ja")
	v.says("not_in", "bert", "abmelden werkstatt")
	v.delivered()
}

// manage changes events and writes to people.
func (v *visitors) manage() {
	v.says("event_edit", "anna", "veranstaltung ändern werkstatt")
	v.fills("event_edit_wrong", "anna", "veranstaltung ändern werkstatt", map[string]string{"seats": "1"})
	v.fills("event_edited", "anna", "veranstaltung ändern werkstatt", map[string]string{"place": "Ratssaal"})
	v.delivered()
	v.says("message", "anna", "veranstaltung nachricht werkstatt")
	v.fills("message_empty", "anna", "veranstaltung nachricht werkstatt", map[string]string{"text": " "})
	v.fills("message_sent", "anna", "veranstaltung nachricht werkstatt", map[string]string{"text": "Bringt @channel <!here> *Tassen* mit\nund gute Laune."})
	v.delivered()
	v.deliver()
	v.says("people", "anna", "veranstaltung teilnehmende werkstatt")
}

// helpOthers signs colleagues up and off.
func (v *visitors) helpOthers() {
	list := "E-Mail;Vorname;Nachname;Dezernat\ngitte@kiel.example;Gitte;Beispiel;IV\nbert@kiel.example;Bert;Beispiel;II\n" +
		"jan.a@kiel.example;Jan;Klein;I\njan.b@kiel.example;Jan;Klein;II\n"
	for n := range people.MaxFound + 1 {
		list += fmt.Sprintf("kim%d@kiel.example;Kim;Groß;III\n", n)
	}
	if wrong, err := v.people.Import(v.Context(), people.ParseFile([]byte(list)), func(people.Outcome) {}); err != nil || len(wrong) > 0 {
		v.Fatal(wrong, err)
	}
	v.says("enter_usage", "anna", "veranstaltung eintragen")
	v.says("enter_unknown", "anna", "veranstaltung eintragen Niemand Sonst in Werkstatt")
	v.says("enter_whom", "anna", "veranstaltung eintragen Jan Klein in Rundgang")
	v.says("enter_whom_of_many", "anna", "veranstaltung eintragen Kim Groß in Rundgang")
	v.says("enter_where", "anna", "veranstaltung eintragen Gitte Beispiel")
	v.says("entered", "anna", "veranstaltung eintragen Gitte Beispiel in Rundgang")
	v.says("entered_already", "anna", "veranstaltung eintragen Gitte Beispiel in Rundgang")
	v.says("entered_waiting", "anna", "veranstaltung eintragen Finn Beispiel in Rundgang")
	v.delivered()
	v.says("removed", "anna", "veranstaltung austragen Finn Beispiel aus Rundgang")
	v.says("removed_not_in", "anna", "veranstaltung austragen Finn Beispiel aus Rundgang")
	v.delivered()
}

// aboutThemselves is profile, language and privacy.
func (v *visitors) aboutThemselves() {
	v.says("profile", "carla", "profil")
	v.says("profile_saved", "carla", "profil dezernat III")
	v.says("profile_fixed", "bert", "profil")
	v.says("profile_unknown", "carla", "profil haarfarbe")
	v.says("profile_admin", "anna", "profil")
	code := regexp.MustCompile(`/kigo (?:profil verbinden|profile link) ([^.\s]+)`).FindStringSubmatch(v.says("link_code", "carla", "profil verbinden").Message.Plain())
	if code == nil {
		v.Fatal("there is no code")
	}
	there := func(name, line string) {
		v.does(name, chat.Event{Kind: chat.Click, Platform: "mattermost", User: chat.User{ID: "carla.b"}, Line: line})
	}
	there("", "profil")
	there("link_confirm", "profil verbinden "+code[1])
	there("link_done", "profil verbinden "+code[1]+" ja")
	v.says("profile_two_chats", "carla", "profil")
	v.says("language", "dora", "sprache")
	v.says("language_saved", "dora", "sprache de")
	v.says("language_unknown", "dora", "sprache klingonisch")
	v.says("privacy", "bert", "datenschutz")
	v.says("privacy_data", "bert", "datenschutz daten")
	v.says("privacy_unknown", "bert", "datenschutz keks")
}

// administer gives and takes roles.
func (v *visitors) administer() {
	v.says("grants", "anna", "rechte")
	v.says("grants_usage", "anna", "rechte tanzen")
	v.says("grants_role", "anna", "rechte geben Bert Beispiel König")
	v.says("grants_whom", "anna", "rechte geben Jan Klein Organisation")
	v.says("grants_given", "anna", "rechte geben Bert Beispiel Organisation")
	v.says("grants_taken", "anna", "rechte nehmen Bert Beispiel Organisation")
	v.says("grants_give", "anna", "rechte geben Bert Beispiel Administration")
	v.says("", "anna", "rechte geben Bert Beispiel Administration ja")
	v.says("grants_take", "anna", "rechte nehmen Bert Beispiel Administration")
	v.says("grants_own", "anna", "rechte nehmen Anna Beispiel Administration")
	v.says("grants_configured", "bert", "rechte nehmen Anna Beispiel Administration ja")
	v.says("", "bert", "rechte geben Anna Beispiel Administration ja")
}

// crowded is with many events.
func (v *visitors) crowded() {
	for n := range 10 {
		v.opens(fmt.Sprintf("Vortrag %02d", n), nil)
	}
	v.says("events_first_page", "bert", "termine 1")
	v.says("events_middle_page", "bert", "termine 2")
	v.says("events_last_page", "bert", "termine 3")
	v.says("join_which_of_many", "finn", "anmelden")
	v.says("join_several", "finn", "anmelden vortrag")
	v.says("event_managed_many", "anna", "veranstaltung")
	for n := range 45 { // more than the list in the chat shows
		v.says("", fmt.Sprintf("gast%02d", n), "anmelden sprechstunde")
	}
	v.says("people_many", "anna", "veranstaltung teilnehmende sprechstunde")
	for _, n := range []int{0, 1, 2, 4, 5, 6, 7, 8, 9} { // nobody comes to the third
		v.says("", "emil", fmt.Sprintf("anmelden vortrag %02d", n))
	}
	v.says("reminders_more", "emil", "erinnern")
}
