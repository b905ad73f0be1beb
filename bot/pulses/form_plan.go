package pulses

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/when"
)

// The names of the fields in which a survey is written.
const (
	FieldTemplate  = "vorlage"
	FieldTitle     = "titel"
	FieldPurpose   = "zweck"
	FieldQuestions = "fragen"
	FieldTarget    = "ziel"
	FieldOpens     = "beginn"
	FieldCloses    = "ende"
	FieldRepeat    = "wiederholung"
	FieldRemind    = "erinnerung"
	FieldK         = "k"
)

const (
	yes, no      = "ja", "nein"
	ownQuestions = "eigene"
	maxQuestions = 3000 // characters of all questions as they are written
	maxLine      = 200
	usualDays    = 14 // of a run whose end nobody has chosen yet
	usualHour    = 16
)

// PlanForm asks for everything about a survey, with what r has filled in; to receives it. A
// new one can take its questions from a template.
func PlanForm(p i18n.Printer, title, to string, r Run, now time.Time) *chat.Form {
	f := &chat.Form{Title: title, Intro: p.Text("pulse.plan.intro"), Submit: p.Plain("pulse.plan.submit"), Line: to}
	add := func(name string, t chat.FieldType, value string, most int, options ...chat.Option) {
		f.Fields = append(f.Fields, chat.FormField{
			Name: name, Type: t, Value: value, Max: most, Options: options,
			Label: p.Plain("pulse.plan." + name), Hint: p.Optional("pulse.plan." + name + ".hint"),
		})
	}
	s := r.Survey
	if len(s.Questions) == 0 {
		options := []chat.Option{{Label: p.Plain("pulse.plan.own"), Value: ownQuestions}}
		for _, name := range Templates {
			options = append(options, chat.Option{Label: p.Plain("pulse.template." + name + ".title"), Value: name})
		}
		add(FieldTemplate, chat.SelectField, ownQuestions, 0, options...)
	}
	closes, opens, k := r.Closes, "", max(r.K, MinK)
	if closes.IsZero() {
		d := now.In(p.Zone()).AddDate(0, 0, usualDays)
		closes = time.Date(d.Year(), d.Month(), d.Day(), usualHour, 0, 0, 0, p.Zone())
	}
	if !r.Opens.IsZero() {
		opens = p.DateTime(r.Opens)
	}
	remind := no
	if !r.Remind.IsZero() || len(s.Questions) == 0 {
		remind = yes
	}
	target := p.Plain("pulse.target.all")
	if len(s.Questions) > 0 {
		target = r.Target.typed(p)
	}
	add(FieldTitle, chat.TextField, s.Title.typed(), maxLine)
	add(FieldPurpose, chat.AreaField, s.Purpose.typed(), 2*MaxIntro)
	add(FieldQuestions, chat.AreaField, typed(s.Questions), maxQuestions)
	add(FieldTarget, chat.TextField, target, maxLine)
	add(FieldOpens, chat.TextField, opens, maxLine)
	add(FieldCloses, chat.TextField, p.DateTime(closes), maxLine)
	add(FieldRepeat, chat.SelectField, r.Repeat.Word(p), 0, rhythmOptions(p)...)
	add(FieldRemind, chat.SelectField, remind, 0,
		chat.Option{Label: p.Plain("pulse.plan.remind.yes"), Value: yes}, chat.Option{Label: p.Plain("pulse.plan.remind.no"), Value: no})
	add(FieldK, chat.NumberField, strconv.Itoa(k), 4)
	return f
}

// ReadPlan turns the values of PlanForm into a plan, or says field by field what is wrong.
// event finds the id of an event that is named.
func ReadPlan(p i18n.Printer, values map[string]string, now time.Time, event func(name string) (string, error)) (Plan, error) {
	wrong := map[string]*fault.Fault{}
	plan := Plan{Survey: readSurvey(p, wrong, values)}
	if name := values[FieldTemplate]; slices.Contains(Templates, name) {
		plan.Series = name
	}
	var err error
	plan.Target, err = ParseTarget(values[FieldTarget], event)
	if err != nil {
		note(wrong, FieldTarget, err)
		if wrong[FieldTarget] == nil {
			return plan, err
		}
	}
	if plan.Repeat, err = parseRhythm(p, values[FieldRepeat]); err != nil {
		note(wrong, FieldRepeat, err)
	}
	switch v := strings.TrimSpace(values[FieldOpens]); {
	case v != "":
		plan.Opens, err = when.Parse(v, now, p.Zone())
		note(wrong, FieldOpens, err)
	case plan.Repeat != Once:
		plan.Opens = tomorrow(now, p.Zone())
	}
	plan.Closes, err = when.Parse(values[FieldCloses], now, p.Zone())
	note(wrong, FieldCloses, err)
	from := now
	if plan.Opens.After(now) {
		from = plan.Opens
	}
	if err == nil && !plan.Closes.After(from) {
		wrong[FieldCloses] = fault.New("pulse.closes_past", fault.Args{"Closes": plan.Closes})
	}
	if fold(values[FieldRemind]) == yes {
		plan.Remind = reminding(from, plan.Closes, p.Zone())
	}
	plan.K, err = strconv.Atoi(strings.TrimSpace(values[FieldK]))
	if err != nil || plan.K < MinK {
		wrong[FieldK] = fault.New("pulse.k_small", fault.Args{"Min": MinK})
	}
	return plan, fault.Form(wrong)
}

// readSurvey takes what is left empty from the template.
func readSurvey(p i18n.Printer, wrong map[string]*fault.Fault, values map[string]string) Survey {
	var s Survey
	if name := values[FieldTemplate]; slices.Contains(Templates, name) {
		s, _ = Template(p, name) // a test reads them all
	}
	if v := parseWords(values[FieldTitle]); v.DE != "" {
		s.Title = v
	}
	if v := parseWords(values[FieldPurpose]); v.DE != "" {
		s.Purpose = v
	}
	if strings.TrimSpace(values[FieldQuestions]) != "" {
		questions, err := ParseQuestions(p, values[FieldQuestions])
		note(wrong, FieldQuestions, err)
		s.Questions = questions
	}
	note(wrong, FieldTitle, s.Title.validate(MaxTitle))
	note(wrong, FieldPurpose, s.Purpose.validate(MaxIntro))
	if len(wrong) == 0 {
		note(wrong, FieldQuestions, s.Validate())
	}
	return s
}

// reminding is two days before the end, or halfway where that leaves no two days before; in
// the morning of that day, if the run has begun then.
func reminding(from, closes time.Time, zone *time.Location) time.Time {
	const before, hour = 48 * time.Hour, 9
	at := closes.Add(-before)
	if closes.Sub(from) < 2*before {
		at = from.Add(closes.Sub(from) / 2)
	}
	day := at.In(zone)
	if morning := time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, zone); morning.After(from) && morning.Before(closes) {
		return morning
	}
	return at
}
