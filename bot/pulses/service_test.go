package pulses_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kigo/bot/fault"
	"kigo/bot/outbox"
	"kigo/bot/people"
	"kigo/bot/pulses"
)

func TestWhatIsAnsweredIsCountedAndNothingElseRemains(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.process(t)
	ob, iii := p.staff(t, 7, "OB"), p.staff(t, 6, "III")
	r := p.run(t, mood)
	for i, who := range ob {
		p.answer(t, r, who, chose(i%3))
	}
	for i, who := range iii[:5] {
		p.answer(t, r, who, chose(i%2))
	}
	p.answer(t, r, ob[0], chose(2)) // was 0
	if _, err := p.Withdraw(t.Context(), r.ID, ob[6].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Decline(t.Context(), r.ID, iii[5].ID); err != nil {
		t.Fatal(err)
	}
	rep := p.finish(t, r.ID)
	want := []pulses.Count{{Groups: []string{"III"}, N: 5, Given: []int{3, 2, 0}}, {Groups: []string{"OB"}, N: 6, Given: []int{1, 2, 3}}}
	if got := rep.Questions[0].Parts; len(got) != 2 || !slices.Equal(got[0].Given, want[0].Given) || !slices.Equal(got[1].Given, want[1].Given) {
		t.Errorf("published %+v, want %+v", got, want)
	}
	if n, ok := rep.N(); n != 11 || !ok {
		t.Errorf("n is %d, want 11", n)
	}
	w.wantCleared(t, p, r.ID)
}

func TestAnswersThatAreNoneAreRefusedInWords(t *testing.T) {
	t.Parallel()
	p := newWorld(t).process(t)
	all := p.staff(t, 5, "OB")
	survey := mood
	survey.Questions = append(slices.Clone(mood.Questions), pulses.Question{Kind: pulses.FreeText, Text: words("Was noch?")})
	r := p.run(t, survey)
	stranger := p.staff(t, 1, "V")[0] // came when the run was open
	for name, tc := range map[string]struct {
		who  people.Person
		a    pulses.Answer
		want string
	}{
		"nothing chosen":     {all[0], pulses.Answer{{}, {}}, "fault.form q1=pulse.answer_missing"},
		"out of range":       {all[0], pulses.Answer{{Choices: []int{3}}, {}}, "fault.form q1=pulse.no_such_choice"},
		"negative":           {all[0], pulses.Answer{{Choices: []int{-1}}, {}}, "fault.form q1=pulse.no_such_choice"},
		"two of one":         {all[0], pulses.Answer{{Choices: []int{0, 1}}, {}}, "fault.form q1=pulse.one_choice"},
		"none and something": {all[0], pulses.Answer{{Choices: []int{0}, None: true}, {}}, "fault.form q1=pulse.none_and_choice"},
		"5,000 characters":   {all[0], pulses.Answer{{None: true}, {Text: strings.Repeat("x", 5000)}}, "fault.form q2=pulse.text_long"},
		"too few questions":  {all[0], chose(1), "pulse.answer_incomplete"},
		"not invited":        {stranger, pulses.Answer{{None: true}, {}}, "pulse.not_invited"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := p.Answer(t.Context(), r.ID, tc.who.ID, tc.a)
			wantFault(t, err, tc.want)
		})
	}
	_, err := p.Answer(t.Context(), "no-such-run", all[0].ID, chose(0))
	wantFault(t, err, "pulse.unknown")
	_, err = p.Withdraw(t.Context(), r.ID, all[0].ID)
	wantFault(t, err, "pulse.nothing_withdrawn")
	p.finish(t, r.ID)
	_, err = p.Answer(t.Context(), r.ID, all[0].ID, pulses.Answer{{None: true}, {}})
	wantFault(t, err, "pulse.not_open")
	_, err = p.Close(t.Context(), writer, r.ID)
	wantFault(t, err, "pulse.closed_already")
}

func TestASecondPersonReleases(t *testing.T) {
	t.Parallel()
	p := newWorld(t).process(t)
	ctx := t.Context()
	p.staff(t, 4, "OB")
	plan := pulses.Plan{Survey: mood, Closes: p.Now().Add(time.Hour)}
	_, err := p.Create(ctx, people.Person{ID: "nobody00"}, p.NewRun(), plan)
	wantFault(t, err, "pulse.admins_only")
	small := plan
	small.K = 4
	_, err = p.Create(ctx, writer, p.NewRun(), small)
	wantFault(t, err, "pulse.k_small")
	r, err := p.Create(ctx, writer, p.NewRun(), plan)
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Release(ctx, writer, r, r.Version)
	wantFault(t, err, "pulse.release_self")
	_, err = p.Start(ctx, writer, r)
	wantFault(t, err, "pulse.not_released")
	r, err = p.Edit(ctx, writer, r, r.Version, pulses.Plan{Survey: mood, K: 6, Closes: plan.Closes})
	if err != nil || r.Version != 2 {
		t.Fatalf("version %d, %v", r.Version, err)
	}
	_, err = p.Release(ctx, releaser, r, 1)
	wantFault(t, err, "pulse.changed_meanwhile")
	p.Releaser = people.Council
	_, err = p.Release(ctx, people.Person{ID: "admin000", Roles: map[people.Role]bool{people.Admin: true}}, r, r.Version)
	wantFault(t, err, "pulse.release_role")
	if r, err = p.Release(ctx, releaser, r, r.Version); err != nil {
		t.Fatal(err)
	}
	_, err = p.Start(ctx, writer, r)
	wantFault(t, err, "pulse.small_audience")
	p.staff(t, 2, "V")
	if r, err = p.Start(ctx, writer, r); err != nil || r.Invited != 6 {
		t.Fatalf("invited %d, %v", r.Invited, err)
	}
	_, err = p.Start(ctx, writer, r)
	wantFault(t, err, "pulse.started_already")
	wantFault(t, p.Discard(ctx, writer, r), "pulse.not_draft")
}

func TestEverybodyIsInvitedRemindedAndToldByRowsThatGo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.process(t)
	all := p.staff(t, 6, "OB")
	now := p.Now()
	r := p.planned(t, pulses.Plan{Survey: mood, Closes: now.Add(48 * time.Hour), Remind: now.Add(24 * time.Hour)})
	p.answer(t, r, all[0], chose(0))
	rows := func() map[string]int {
		t.Helper()
		if err := p.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		list, err := p.rows.List(t.Context(), outbox.Open, 1000)
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[string]int{}
		for _, row := range list {
			kinds[row.Kind]++
		}
		return kinds
	}
	if got := rows(); got[pulses.KindInvite] != 6 || got[pulses.KindRemind] != 0 {
		t.Errorf("at first: %v", got)
	}
	w.clock.Pass(24 * time.Hour)
	if got := rows(); got[pulses.KindRemind] != 6 {
		t.Errorf("whoever has answered has no row, which says so: %v", got)
	}
	w.clock.Pass(24 * time.Hour)
	if got := rows(); got[pulses.KindInvite] != 0 || got[pulses.KindRemind] != 0 || got[pulses.KindResult] != 6 {
		t.Errorf("after the close: %v", got)
	}
	admin := people.Person{ID: "admin000", Roles: map[people.Role]bool{people.Admin: true}}
	_, _, err := p.Report(t.Context(), r.ID, admin)
	wantFault(t, err, "pulse.report_soon")
	if _, _, err := p.Report(t.Context(), r.ID, all[3]); err != nil {
		t.Errorf("who was asked sees the report first: %v", err)
	}
	if err := p.Rows.Purge(t.Context(), pulses.KindResult+"/"); err != nil { // all are told
		t.Fatal(err)
	}
	if _, _, err := p.Report(t.Context(), r.ID, admin); err != nil {
		t.Errorf("afterwards everybody may: %v", err)
	}
}

func TestParticipationIsRoundedAndCountedOnceADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.process(t)
	all := p.staff(t, 30, "OB")
	r := p.run(t, mood)
	rate := func() int {
		t.Helper()
		if err := p.CountParticipation(t.Context(), p.Now()); err != nil {
			t.Fatal(err)
		}
		r, err := p.Store.Get(t.Context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		percent, _ := r.Participation()
		return percent
	}
	for _, who := range all[:10] {
		p.answer(t, r, who, chose(0))
	}
	if _, err := p.Decline(t.Context(), r.ID, all[29].ID); err != nil {
		t.Fatal(err)
	}
	if got := rate(); got != 35 { // 33.3
		t.Errorf("%d %%", got)
	}
	p.answer(t, r, all[10], chose(0))
	p.answer(t, r, all[11], chose(0))
	if got := rate(); got != 35 {
		t.Errorf("counted twice on one day: %d %%", got)
	}
	w.clock.Pass(24 * time.Hour)
	if got := rate(); got != 40 {
		t.Errorf("%d %%", got)
	}
}

func TestModeratorsReadTextsFirst(t *testing.T) {
	t.Parallel()
	p := newWorld(t).process(t)
	all := p.staff(t, 7, "OB")
	survey := mood
	survey.Questions = append(slices.Clone(mood.Questions),
		pulses.Question{Kind: pulses.FreeText, Text: words("Was noch?")}, pulses.Question{Kind: pulses.FreeText, Text: words("Und?")})
	r := p.run(t, survey)
	for i, who := range all {
		a := pulses.Answer{{Choices: []int{i % 2}}, {Text: "Text " + string(rune('A'+i))}, {}}
		if i < 4 {
			a[2].Text = "zu wenige schreiben dies"
		}
		p.answer(t, r, who, a)
	}
	p.finish(t, r.ID)
	_, err := p.Unread(t.Context(), all[0], r.ID)
	wantFault(t, err, "pulse.moderators_only")
	texts, err := p.Unread(t.Context(), releaser, r.ID)
	if err != nil || len(texts) != 7 {
		t.Fatalf("%d texts (%v), want the seven of the question that enough have answered", len(texts), err)
	}
	for i, text := range texts[:6] {
		if rep := p.report(t, r.ID); len(rep.ShownTexts(1)) != 0 && i < 5 {
			t.Errorf("fewer than k texts are shown: %v", rep.ShownTexts(1))
		}
		if err := p.Moderate(t.Context(), releaser, r.ID, text.Key, true); err != nil {
			t.Fatal(err)
		}
		wantFault(t, p.Moderate(t.Context(), releaser, r.ID, text.Key, true), "pulse.text_read")
	}
	if err := p.Moderate(t.Context(), releaser, r.ID, texts[6].Key, false); err != nil {
		t.Fatal(err)
	}
	if got := p.report(t, r.ID).ShownTexts(1); len(got) != 6 || slices.Contains(got, texts[6].Text) {
		t.Errorf("shown: %v", got)
	}
}

func TestSurveysThatCannotBeAskedAreRefused(t *testing.T) {
	t.Parallel()
	text := pulses.Question{Kind: pulses.FreeText, Text: words("Was noch?")}
	for want, questions := range map[string][]pulses.Question{
		"pulse.no_question":        {},
		"pulse.too_many_questions": slices.Repeat(mood.Questions, 11),
		"pulse.too_many_texts":     {mood.Questions[0], text, text, text},
		"pulse.only_texts":         {text},
		"pulse.options":            {{Kind: pulses.Scale, Text: words("Wie?"), Options: mood.Questions[0].Options}},
		"pulse.option_twice":       {{Kind: pulses.Single, Text: words("Wie?"), Options: []pulses.Words{words("gut"), words("Gut")}}},
		"pulse.unknown_kind":       {{Kind: "essay", Text: words("Wie?")}},
		"pulse.empty":              {{Kind: pulses.ENPS}},
		"pulse.text_long":          {{Kind: pulses.ENPS, Text: words(strings.Repeat("x", 151))}},
	} {
		err := pulses.Survey{Title: words("T"), Purpose: words("P"), Questions: questions}.Validate()
		if f, ok := err.(*fault.Fault); !ok || f.Key != want { //nolint:errorlint // never wrapped
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := mood.Validate(); err != nil {
		t.Error(err)
	}
}
