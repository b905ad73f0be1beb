package events_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"kigo/bot/events"
	"kigo/bot/hours"
)

var timetable = events.Timetable{Hours: hours.New(berlin), Zone: berlin}

// on reads a day and a time of day in Berlin.
func on(s string) time.Time {
	t, err := time.ParseInLocation("02.01.2006 15:04", s, berlin)
	if err != nil {
		panic(err)
	}
	return t
}

func TestWhenReminderGoesOut(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		start  string
		offset events.Offset
		want   string
	}{
		"a week before":  {"16.12.2026 09:00", events.WeekBefore, "09.12.2026 09:00"},
		"a day before":   {"16.12.2026 09:00", events.DayBefore, "15.12.2026 09:00"},
		"an hour before": {"16.12.2026 09:00", events.HourBefore, "16.12.2026 08:00"},
		"a week across the change to summer time":      {"30.03.2027 09:00", events.WeekBefore, "23.03.2027 09:00"},
		"a week across the change to winter time":      {"27.10.2026 14:15", events.WeekBefore, "20.10.2026 14:15"},
		"a day before Monday is Friday":                {"26.10.2026 09:30", events.DayBefore, "23.10.2026 09:30"},
		"a day before the Tuesday after Easter":        {"30.03.2027 09:00", events.DayBefore, "25.03.2027 09:00"},
		"a week before Good Friday's week after":       {"02.04.2027 11:00", events.WeekBefore, "25.03.2027 11:00"},
		"a day before an evening is in the afternoon":  {"16.12.2026 20:00", events.DayBefore, "15.12.2026 17:00"},
		"an hour before an early morning is yesterday": {"16.12.2026 07:30", events.HourBefore, "15.12.2026 17:00"},
		"an hour before the end of working hours":      {"16.12.2026 19:30", events.HourBefore, "16.12.2026 18:30"},
		"an hour before something on Sunday":           {"13.12.2026 11:00", events.HourBefore, "11.12.2026 10:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := timetable.At(on(tc.start), tc.offset); !got.Equal(on(tc.want)) {
				t.Errorf("%s before %s: %s, want %s", tc.offset, tc.start, got.Format("02.01.2006 15:04"), tc.want)
			}
		})
	}
}

func TestRemindersKeepToTheHoursOnlyWhereThereAreAny(t *testing.T) {
	t.Parallel()
	always := events.Timetable{Zone: berlin}
	if got := always.At(on("13.12.2026 11:00"), events.HourBefore); !got.Equal(on("13.12.2026 10:00")) {
		t.Errorf("without quiet time it goes out at %v", got)
	}
}

// An event on Wednesday, 16.12.2026, 9:00, announced on 1.12.
func TestWhatIsDue(t *testing.T) {
	t.Parallel()
	start := on("16.12.2026 09:00")
	for name, tc := range map[string]struct {
		now    string
		change func(e *events.Event)
		want   string
	}{
		"nothing before its time":              {"09.12.2026 08:59", nil, "[] []"},
		"a week before, to the minute":         {"09.12.2026 09:00", nil, "[7d] []"},
		"handed out already":                   {"10.12.2026 09:00", reminded(start, "7d"), "[] []"},
		"a week before, almost two days late":  {"11.12.2026 08:59", nil, "[7d] []"},
		"a week before, two days late":         {"11.12.2026 09:00", nil, "[] [7d]"},
		"too late is noted once":               {"12.12.2026 09:00", reminded(start, "7d"), "[] []"},
		"a day before, until the start":        {"16.12.2026 07:59", reminded(start, "7d"), "[1d] []"},
		"several after an outage":              {"16.12.2026 08:30", nil, "[1d 1h] [7d]"},
		"nothing after the start":              {"16.12.2026 09:00", nil, "[] [7d 1d 1h]"},
		"published after a moment has passed":  {"15.12.2026 10:00", scheduled("09.12.2026 09:01"), "[1d] []"},
		"published at that very moment":        {"09.12.2026 09:00", scheduled("09.12.2026 09:00"), "[7d] []"},
		"published on the last evening":        {"15.12.2026 20:00", scheduled("15.12.2026 19:00"), "[] []"},
		"handed out for another start":         {"15.12.2026 09:00", reminded(start.Add(time.Hour), "7d", "1d"), "[1d] [7d]"},
		"called off":                           {"09.12.2026 09:00", func(e *events.Event) { e.State = events.Cancelled }, "[] []"},
		"not published":                        {"09.12.2026 09:00", func(e *events.Event) { e.State = events.Draft }, "[] []"},
		"an older event knows its making only": {"09.12.2026 09:00", func(e *events.Event) { e.Scheduled, e.Created = time.Time{}, on("10.12.2026 09:00") }, "[] []"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := events.Event{State: events.Open, Details: events.Details{Start: start}, Scheduled: on("01.12.2026 09:00")}
			if tc.change != nil {
				tc.change(&e)
			}
			due, missed := timetable.Due(e, on(tc.now))
			if got := fmt.Sprint(due, missed); got != tc.want {
				t.Errorf("due and missed: %s, want %s", got, tc.want)
			}
		})
	}
}

func reminded(start time.Time, all ...events.Offset) func(*events.Event) {
	return func(e *events.Event) {
		e.Reminded = map[events.Offset]time.Time{}
		for _, o := range all {
			e.Reminded[o] = start
		}
	}
}

func scheduled(at string) func(*events.Event) {
	return func(e *events.Event) { e.Scheduled = on(at) }
}

// After an outage, and where holidays bring two reminders together, one is enough.
func TestOnlyTheShortestOfSeveralComes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		wanted     []events.Offset
		start, now string
		want       string
	}{
		"one":                             {[]events.Offset{"1d"}, "16.12.2026 09:00", "15.12.2026 09:00", "[1d]"},
		"each in its time":                {events.Offsets, "16.12.2026 09:00", "15.12.2026 09:00", "[1d]"},
		"in the last hour":                {events.Offsets, "16.12.2026 09:00", "16.12.2026 08:30", "[1h]"},
		"nobody wants the shorter":        {[]events.Offset{"7d", "1d"}, "16.12.2026 09:00", "16.12.2026 08:30", "[1d]"},
		"on Easter Monday, an hour first": {events.Offsets, "29.03.2027 10:00", "25.03.2027 10:00", "[1h]"},
		"none wanted":                     {nil, "16.12.2026 09:00", "16.12.2026 08:30", "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []events.Offset
			for _, o := range events.Offsets {
				at := timetable.At(on(tc.start), o)
				if !at.After(on(tc.now)) && timetable.Gets(tc.wanted, o, on(tc.start), on(tc.now)) {
					got = append(got, o)
				}
			}
			if s := fmt.Sprint(got); s != tc.want {
				t.Errorf("comes: %s, want %s", s, tc.want)
			}
		})
	}
}

func TestNextReminder(t *testing.T) {
	t.Parallel()
	e := events.Event{State: events.Open, Details: events.Details{Start: on("16.12.2026 09:00")}}
	var got []string
	for now := on("01.12.2026 09:00"); ; {
		next, ok := timetable.Next(e, now)
		if !ok {
			break
		}
		got, now = append(got, next.Format("02.01. 15:04")), next
	}
	if want := []string{"09.12. 09:00", "15.12. 09:00", "16.12. 08:00"}; !slices.Equal(got, want) {
		t.Errorf("reminders at %v, want %v", got, want)
	}
}
