package pulses

import (
	"context"
	"fmt"
	"slices"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// History is every report of the series of r up to this one, oldest first, that p may see:
// of runs with the same questions, since anything else can't be compared. rep is r's.
func (s *Service) History(ctx context.Context, r Run, rep Report, p people.Person) ([]Report, error) {
	if r.Series == "" {
		return []Report{rep}, nil
	}
	runs, err := s.All(ctx, p)
	if err != nil {
		return nil, err
	}
	reports := []Report{rep}
	for _, o := range runs {
		if o.ID == r.ID || o.Series != r.Series || o.ClosedAt.After(r.ClosedAt) || typed(o.Survey.Questions) != typed(r.Survey.Questions) {
			continue
		}
		told, err := s.AllTold(ctx, o)
		if err != nil {
			return nil, err
		}
		if !told {
			continue
		}
		old, there, err := s.Store.Report(ctx, o.ID)
		if err != nil {
			return nil, fmt.Errorf("read report of pulse %s: %w", o.ID, err)
		}
		if there {
			reports = append(reports, old)
		}
	}
	slices.SortStableFunc(reports, func(a, b Report) int { return a.Closed.Compare(b.Closed) })
	return reports, nil
}

// Result is the report as everybody who was asked gets it, in text and picture.
func (s *Service) Result(p i18n.Printer, r Run, rep Report) chat.Message {
	m := ResultView(p, r, rep)
	m.Images = s.picture(p, string(r.ID), ResultChart(p, r, rep))
	return m
}

// ResultOverTime is Result with how its figures have come about: run by run, and the pilot
// Dezernate beside the others. All of it is computed from published parts.
func (s *Service) ResultOverTime(ctx context.Context, p i18n.Printer, r Run, rep Report, me people.Person) (chat.Message, error) {
	m := s.Result(p, r, rep)
	if rep.Lost {
		return m, nil
	}
	history, err := s.History(ctx, r, rep, me)
	if err != nil {
		return m, err
	}
	m.Sections = append(m.Sections, trendSections(p, r, history)...)
	m.Images = append(m.Images, s.picture(p, string(r.ID)+"-"+p.Plain("pulse.chart.compared.file"), ComparisonChart(p, r, rep, history))...)
	return m, nil
}

// mostPoints is how many runs of a series are shown, the newest.
const mostPoints = 12

// trend is Trend, where there is more than one run to show.
func trend(i int, q Question, history []Report) []Point {
	points := Trend(i, q.Kind, history)
	if (q.Kind != Scale && q.Kind != ENPS) || len(points) < 2 {
		return nil
	}
	return points[max(0, len(points)-mostPoints):]
}

func trendSections(p i18n.Printer, r Run, history []Report) []chat.Section {
	var sections []chat.Section
	for i, q := range r.Survey.Questions {
		points := trend(i, q, history)
		if points == nil {
			continue
		}
		var lines []chat.Text
		for _, point := range points {
			value := figureBar(p, "", q.Kind, point.Result.Total(), Dark).Value
			lines = append(lines, p.Text("pulse.trend.point", i18n.Args{"Date": p.Date(point.Closed), "Value": value}))
		}
		head := p.Text("pulse.trend", i18n.Args{"Question": numbered(p, i, q)})
		sections = append(sections, chat.Section{Text: chat.Lines(head, chat.Bullets(lines...))})
	}
	return sections
}

// ComparisonChart sets the pilot Dezernate beside the others, where published parts tell
// them apart, and the runs of a series under each other.
func ComparisonChart(p i18n.Printer, r Run, rep Report, history []Report) Chart {
	c := Chart{Title: p.Plain("pulse.chart.compared", i18n.Args{"Title": r.Survey.Title.In(p.Lang())})}
	for i, q := range r.Survey.Questions {
		if i >= len(rep.Questions) {
			break
		}
		panel := Panel{Title: numbered(p, i, q), Axis: figureAxis(p, q.Kind)}
		if left, right, ok := rep.Questions[i].Compare(Pilot, Rest); ok && q.Kind != Single && q.Kind != Multiple {
			panel.Bars = []Bar{
				figureBar(p, p.Plain("pulse.chart.pilot"), q.Kind, left.Count, Dark),
				figureBar(p, p.Plain("pulse.chart.rest"), q.Kind, right.Count, Middle),
			}
		}
		for _, point := range trend(i, q, history) {
			panel.Bars = append(panel.Bars, figureBar(p, p.Date(point.Closed), q.Kind, point.Result.Total(), Light))
		}
		if len(panel.Bars) > 0 {
			c.Panels = append(c.Panels, panel)
		}
	}
	return c
}
