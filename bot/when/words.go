package when

import "time"

// The words of the grammar, in the spelling of scan: lower case, umlauts spelt out.

var weekdays = map[string]time.Weekday{
	"montag": time.Monday, "mo": time.Monday, "dienstag": time.Tuesday, "di": time.Tuesday,
	"mittwoch": time.Wednesday, "mi": time.Wednesday, "donnerstag": time.Thursday, "do": time.Thursday,
	"freitag": time.Friday, "fr": time.Friday, "samstag": time.Saturday, "sonnabend": time.Saturday,
	"sa": time.Saturday, "sonntag": time.Sunday, "so": time.Sunday,
}

var englishWeekdays = map[string]time.Weekday{
	"monday": time.Monday, "mon": time.Monday, "tuesday": time.Tuesday, "tue": time.Tuesday, "tues": time.Tuesday,
	"wednesday": time.Wednesday, "wed": time.Wednesday, "thursday": time.Thursday, "thu": time.Thursday,
	"thur": time.Thursday, "thurs": time.Thursday, "friday": time.Friday, "fri": time.Friday,
	"saturday": time.Saturday, "sat": time.Saturday, "sunday": time.Sunday, "sun": time.Sunday,
}

var months = map[string]time.Month{
	"januar": 1, "jaenner": 1, "jan": 1, "februar": 2, "feber": 2, "feb": 2,
	"maerz": 3, "marz": 3, "maer": 3, "mrz": 3, "april": 4, "apr": 4, "mai": 5,
	"juni": 6, "juno": 6, "jun": 6, "juli": 7, "jul": 7, "august": 8, "aug": 8,
	"september": 9, "sept": 9, "sep": 9, "oktober": 10, "okt": 10,
	"november": 11, "nov": 11, "dezember": 12, "dez": 12,
}

var englishMonths = map[string]time.Month{
	"january": 1, "february": 2, "march": 3, "mar": 3, "may": 5, "june": 6, "july": 7,
	"october": 10, "oct": 10, "december": 12, "dec": 12,
}

type unit struct {
	days, minutes int
	english       bool
}

var units = map[string]unit{
	"tag": {days: 1}, "tage": {days: 1}, "tagen": {days: 1},
	"woche": {days: 7}, "wochen": {days: 7},
	"stunde": {minutes: 60}, "stunden": {minutes: 60}, "std": {minutes: 60}, "stdn": {minutes: 60}, "h": {minutes: 60},
	"minute": {minutes: 1}, "minuten": {minutes: 1}, "min": {minutes: 1},
	"day": {days: 1, english: true}, "days": {days: 1, english: true},
	"week": {days: 7, english: true}, "weeks": {days: 7, english: true},
	"hour": {minutes: 60, english: true}, "hours": {minutes: 60, english: true},
	"hr": {minutes: 60, english: true}, "hrs": {minutes: 60, english: true},
	"minutes": {minutes: 1, english: true}, "mins": {minutes: 1, english: true},
}

// amounts are in hundredths.
var amounts = map[string]int{
	"ein": 100, "eine": 100, "einem": 100, "einen": 100, "einer": 100, "a": 100, "an": 100, "one": 100,
	"anderthalb": 150, "eineinhalb": 150, "zwei": 200, "two": 200, "drei": 300, "three": 300,
	"vier": 400, "four": 400, "fuenf": 500, "five": 500, "sechs": 600, "six": 600,
	"sieben": 700, "seven": 700, "acht": 800, "eight": 800, "neun": 900, "nine": 900, "zehn": 1000, "ten": 1000,
}

var (
	halves  = []string{"halbe", "halben"}
	nexts   = []string{"naechsten", "naechster", "naechste", "naechstem"}
	comings = []string{"kommenden", "kommender", "kommende", "kommendem"}
)
