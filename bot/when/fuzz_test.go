package when

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kigo/bot/fault"
)

var zones = []string{"Europe/Berlin", "UTC", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Kiritimati", "Asia/Kathmandu"}

type failer interface{ Fatalf(string, ...any) }

// again fails unless at, as kigo's forms show it, is read as the same instant.
func again(t failer, at, now time.Time, zone *time.Location) {
	text := at.In(zone).Format(layout)
	same, err := Parse(text, now, zone)
	wall := calendar{zone: zone}.wall(at)
	switch {
	case key(err) == "when.twice" && len(instants(wall, zone)) == 2:
	case err != nil || !same.Equal(at):
		t.Fatalf("%v als %q gelesen: %v, %q", at, text, same, key(err))
	}
}

// holds fails unless text is read as the package promises for every text.
func holds(t failer, text string, now time.Time, zone *time.Location) {
	at, err := Parse(text, now, zone)
	cut, rest, cutErr := Cut(text, now, zone)
	end, endErr := ParseEnd(text, now, zone)
	for _, err := range []error{err, cutErr, endErr} {
		if fault := (*fault.Fault)(nil); err != nil && !errors.As(err, &fault) {
			t.Fatalf("%q: %v", text, err)
		}
	}
	if err == nil {
		again(t, at, now, zone)
		if cutErr != nil || !cut.Equal(at) || rest != "" {
			t.Fatalf("Parse(%q) = %v, aber Cut = %v, %q, %v", text, at, cut, rest, cutErr)
		}
	}
	if cutErr == nil {
		again(t, cut, now, zone)
		if !strings.Contains(text, rest) {
			t.Fatalf("Cut(%q) erfindet %q", text, rest)
		}
	}
	if endErr == nil && (!end.After(now) || end.After(now.In(zone).AddDate(0, 0, maxDays))) {
		t.Fatalf("ParseEnd(%q) = %v ab %v", text, end, now)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"15.12.2026 14:00", "Di, 15.12.2026, 14.30 Uhr", "15. Dez. um 9 Uhr", "2026-12-15T14:00", "übermorgen 9:15",
		"nächste Woche Freitag 14 Uhr", "in 3 Tagen um 10", "in 1,5 Std.", "day after tomorrow 2:30 p.m.", "29.2. 24 Uhr",
		"December 15th, 2026 2pm", "ma\u0308rz \xff \u202f", "in 99999999999999999999 h 30",
	} {
		f.Add(s, int64(1795510800), uint8(0))
	}
	f.Fuzz(func(t *testing.T, text string, unix int64, z uint8) {
		zone := zone(zones[int(z)%len(zones)])
		const years = 30 * 366 * 24 * 3600
		now := time.Unix(946_684_800+(unix%years+years)%years, 0) // from 2000 on
		holds(t, text, now, zone)
	})
}

func TestWortsalatHältDieVersprechen(t *testing.T) {
	words := strings.Split("morgen|heute|übermorgen|um|at|9|14|30|2026|15.12.|15.12|28.3.2027|25.10.2026|15.|Dez|December|May|"+
		"2026-12-15|T|:|.|,|-|14:00|2:30|9.15|24:00|Uhr|h|am|pm|p.m.|in|2|1,5|Tagen|days|Wochen|Stunden|Std.|Minuten|und|"+
		"Di|Sonntag|sun|nächsten|next|kommenden|Woche|den|the|day after tomorrow|eine|halbe|half|an|bis|für|Flipchart|31.2.|th", "|")
	rapid.Check(t, func(t *rapid.T) {
		text := ""
		for range rapid.IntRange(1, 8).Draw(t, "Länge") {
			text += rapid.SampledFrom(words).Draw(t, "Wort") + rapid.SampledFrom([]string{" ", " ", " ", ""}).Draw(t, "Lücke")
		}
		now := time.Unix(rapid.Int64Range(1_700_000_000, 2_000_000_000).Draw(t, "jetzt"), 0)
		holds(t, text, now, zone(rapid.SampledFrom(zones).Draw(t, "Zone")))
	})
}

func TestJedeSchreibweiseMeintDenselbenZeitpunkt(t *testing.T) {
	days := []string{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"}
	rapid.Check(t, func(t *rapid.T) {
		zone := zone(rapid.SampledFrom(zones).Draw(t, "Zone"))
		now := time.Unix(rapid.Int64Range(1_700_000_000, 2_000_000_000).Draw(t, "jetzt"), 0).In(zone)
		want := now.Add(time.Duration(rapid.IntRange(0, 300*24*60).Draw(t, "Minuten")) * time.Minute).Truncate(time.Minute)
		d := want.Day()
		clock := fmt.Sprintf("%d:%02d", want.Hour(), want.Minute())
		for _, text := range []string{
			want.Format("02.01.2006 15:04"), want.Format("2006-01-02T15:04"), want.Format("2.1. 15.04 Uhr"),
			want.Format("2 Jan 2006 3:04 pm"), want.Format("January 2, 2006 3:04PM"), want.Format("Mon, 2 Jan 2006, ") + clock,
			days[want.Weekday()] + want.Format(", 02.01.2006, ") + clock + " Uhr", fmt.Sprintf("%d. %s um %s", d, want.Format("1.2006"), clock),
		} {
			got, err := Parse(text, now, zone)
			doubled := len(instants(calendar{zone: zone}.wall(want), zone)) == 2
			if doubled != (key(err) == "when.twice") || (!doubled && !got.Equal(want)) {
				t.Fatalf("Parse(%q) = %v, %q; erwartet %v", text, got, key(err), want)
			}
		}
	})
}

func TestJedeWandzeitGibtEsKeinmalEinmalOderZweimal(t *testing.T) {
	for _, name := range zones {
		zone := zone(name)
		for wall := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); wall.Year() < 2028; wall = wall.Add(30 * time.Minute) {
			want := 0
			for quarter := -16 * 4; quarter <= 16*4; quarter++ {
				at := wall.Add(time.Duration(quarter) * 15 * time.Minute)
				if (calendar{zone: zone}).wall(at).Equal(wall) {
					want++
				}
			}
			if got := len(instants(wall, zone)); got != want {
				t.Fatalf("%s %v: %d Zeitpunkte, erwartet %d", name, wall, got, want)
			}
		}
	}
}
