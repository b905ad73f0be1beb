package pulses_test

import (
	"strings"
	"testing"
	"time"

	"kigo/bot/people"
	"kigo/bot/pulses"
)

// What leadership does about a result goes once to everybody who was asked, also if they
// have moved on, and to nobody else; and no longer than it is known who that was.
func TestFeedbackGoesOnceToWhoWasAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.process(t)
	ctx := t.Context()
	asked := p.staff(t, 6, "OB")
	r := p.run(t, mood)
	f := pulses.Feedback{Heard: words("Zu viel."), Doing: words("Weniger.")}
	_, err := p.DraftFeedback(ctx, writer, r, f)
	wantFault(t, err, "pulse.no_report")
	for i, who := range asked {
		p.answer(t, r, who, chose(i%3))
	}
	p.finish(t, r.ID)
	read := func() pulses.Run {
		t.Helper()
		now, err := p.Get(ctx, r.ID, writer)
		if err != nil {
			t.Fatal(err)
		}
		return now
	}
	_, err = p.DraftFeedback(ctx, writer, read(), f)
	wantFault(t, err, "pulse.report_soon") // those who were asked come first
	if err := p.Rows.Purge(ctx, "pulse.result/"); err != nil {
		t.Fatal(err)
	}
	_, err = p.DraftFeedback(ctx, people.Person{ID: "nobody00"}, read(), f)
	wantFault(t, err, "pulse.admins_only")
	p.staff(t, 3, "V") // came later
	if err := p.people.Store.Set(ctx, asked[0].ID, people.Change{people.FieldDezernat: "V"}, false); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err = p.DraftFeedback(ctx, writer, read(), f); err != nil {
			t.Fatal(err)
		}
	}
	_, err = p.SendFeedback(ctx, writer, read(), 1)
	wantFault(t, err, "pulse.changed_meanwhile")
	if pending, err := p.Rows.Pending(ctx, "pulse.feedback/"); pending || err != nil {
		t.Errorf("a draft is under way (%v)", err)
	}
	if _, err := p.SendFeedback(ctx, writer, read(), 2); err != nil {
		t.Fatal(err)
	}
	_, err = p.SendFeedback(ctx, writer, read(), 2)
	wantFault(t, err, "pulse.feedback.sent")
	for range 2 {
		if err := p.Tick(ctx); err != nil {
			t.Fatal(err)
		}
	}
	p.wantRows(t, "pulse.feedback", r.ID, len(asked))
	if m := pulses.ResultView(printer(t, "de"), read(), p.report(t, r.ID)); !strings.Contains(m.Plain(), "Das tun wir:\nWeniger.") {
		t.Errorf("the result says: %s", m.Plain())
	}
}

func TestFeedbackComesWhileItIsKnownWhoWasAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.process(t)
	p.staff(t, 6, "OB")
	r := p.run(t, mood)
	p.finish(t, r.ID)
	if err := p.Rows.Purge(t.Context(), "pulse.result/"); err != nil {
		t.Fatal(err)
	}
	w.clock.Pass(85 * 24 * time.Hour)
	r, err := p.Get(t.Context(), r.ID, writer)
	if err == nil {
		err = p.MayFeedBack(t.Context(), writer, r)
	}
	wantFault(t, err, "pulse.feedback.late")
}

// wantRows counts the open rows of a kind for a run.
func (p *process) wantRows(t *testing.T, kind string, id pulses.ID, want int) {
	t.Helper()
	n, err := p.db.Collection("outbox").CountDocuments(t.Context(), map[string]string{"kind": kind, "data.pulse": string(id)})
	if err != nil || int(n) != want {
		t.Errorf("%d rows of %s (%v), want %d", n, kind, err, want)
	}
}

// Whoever seems to name somebody is asked once whether they want to, and never told what
// they wrote.
func TestNamesInTextsAreHintedAtOnce(t *testing.T) {
	t.Parallel()
	p := newWorld(t).process(t)
	who := people.Person{ID: "gosch000", Name: "Gitte Gosch", Roles: map[people.Role]bool{}, Accounts: map[string]string{}, Fixed: map[people.Field]bool{}, Created: p.Now()}
	if _, err := p.people.Store.AddPerson(t.Context(), who); err != nil {
		t.Fatal(err)
	}
	r := pulses.Run{ID: "puls-x", Plan: pulses.Plan{Survey: pulses.Survey{Questions: []pulses.Question{mood.Questions[0], {Kind: pulses.FreeText, Text: words("Was noch?")}}}}}
	if _, err := p.Keys.Create(r.ID); err != nil {
		t.Fatal(err)
	}
	hinted := func(by people.ID, text string) bool {
		t.Helper()
		err := p.Warn(t.Context(), r, by, pulses.Answer{{None: true}, {Text: text}})
		if err != nil {
			wantFault(t, err, "fault.form q2=pulse.names")
		}
		return err != nil
	}
	for _, text := range []string{
		"Danke an Frau Müller!", "Mit Herrn Ö. geht es gut", "Dr. Meier", "fragt gitte gosch", "Gosch, Gitte war da", "schreibt an x.y@kiel.example",
		"ruft 0431 901-1234 an", "+49 431 9011234", "@bert weiß es", "Mrs Miller",
	} {
		by := people.ID(people.RandomID())
		if !hinted(by, text) {
			t.Errorf("%q gets no hint", text)
		}
		if hinted(by, text) {
			t.Errorf("%q gets a hint twice", text)
		}
		if !hinted(by, text) {
			t.Errorf("%q gets none the next time", text)
		}
	}
	for _, text := range []string{
		"", "Mehr Pausen", "Frau sein ist schwer", "Die Herren der Schöpfung", "Gosch fehlt, Gitte auch", "am 01.12.2026 um 14:00", "2026 waren 10 000 da",
		"50 % mehr, 3-4 Tage", "Gruß @ alle", "Das Frauenbüro",
	} {
		if hinted(people.ID(people.RandomID()), text) {
			t.Errorf("%q gets a hint", text)
		}
	}
}

// Where a chat takes answers whose operator sees every click, whoever answers is told.
func TestWhoeverAnswersIsToldWhoSeesClicks(t *testing.T) {
	t.Parallel()
	p := printer(t, "de")
	r := pulses.Run{ID: "puls-x", Plan: pulses.Plan{Survey: mood, K: 5}}
	const want = "Slack selbst kann sehen"
	if strings.Contains(pulses.InvitationView(p, r).Plain(), want) {
		t.Error("it is said where nobody sees anything")
	}
	r.Seen = "Slack"
	for where, text := range map[string]string{"invitation": pulses.InvitationView(p, r).Plain(), "form": pulses.AnswerForm(p, r).Intro.String()} {
		if !strings.Contains(text, want) {
			t.Errorf("%s does not say it: %s", where, text)
		}
	}
}

// feedBack tells everybody who was asked what is done.
func (p *process) feedBack(t *testing.T, id pulses.ID) {
	t.Helper()
	r, err := p.Get(t.Context(), id, writer)
	if err == nil {
		r, err = p.DraftFeedback(t.Context(), writer, r, pulses.Feedback{Heard: words("Zu viel."), Doing: words("Weniger.")})
	}
	if err == nil {
		_, err = p.SendFeedback(t.Context(), writer, r, r.Feedback.Version)
	}
	if err != nil {
		t.Fatal(err)
	}
}
