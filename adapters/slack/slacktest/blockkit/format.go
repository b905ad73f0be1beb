package blockkit

import (
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
	"time"
)

// format says whether s has a form, and how that is called.
type format func(s string) (want string, ok bool)

func webAddress(s string) (string, bool) {
	u, err := url.Parse(s)
	return "a valid url", err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func secureAddress(s string) (string, bool) {
	u, err := url.Parse(s)
	return "a valid https url", err == nil && u.Scheme == "https" && u.Host != ""
}

// anyAddress is what a button may open: Slack takes other schemes, too.
func anyAddress(s string) (string, bool) {
	u, err := url.Parse(s)
	return "a valid url", err == nil && u.Scheme != "" && u.Scheme != "javascript" && (u.Host != "" || u.Opaque != "")
}

func dateOfYear(s string) (string, bool) {
	_, err := time.Parse(time.DateOnly, s)
	return "a date as YYYY-MM-DD", err == nil
}

func timeOfDay(s string) (string, bool) {
	_, err := time.Parse("15:04", s)
	return "a time as HH:mm", err == nil && len(s) == 5
}

func timeZone(s string) (string, bool) {
	_, err := time.LoadLocation(s)
	return "an IANA time zone", err == nil && s != "Local"
}

func mailAddress(s string) (string, bool) {
	a, err := mail.ParseAddress(s)
	return "an email address", err == nil && a.Address == s
}

func decimal(s string) (string, bool) {
	_, err := strconv.ParseFloat(s, 64)
	return "a number", err == nil
}

var ids = regexp.MustCompile(`^[A-Z][A-Z0-9]{2,}$`)

func slackID(s string) (string, bool) { return "a Slack id", ids.MatchString(s) }

var hexColor = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

func color(s string) (string, bool) { return "a color as #rrggbb", hexColor.MatchString(s) }
