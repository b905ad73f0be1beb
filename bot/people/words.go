package people

import (
	"slices"
	"strings"
)

// roleWords are what people type for a role, folded.
var roleWords = map[string]Role{
	"organisation": Organiser, "organisator": Organiser, "organisatorin": Organiser, "orga": Organiser,
	"organiser": Organiser, "organizer": Organiser, "veranstaltungen": Organiser,
	"wissensredaktion": Editor, "redaktion": Editor, "wissen": Editor, "editor": Editor, "knowledge editor": Editor, "knowledge": Editor,
	"admin": Admin, "administration": Admin, "administrator": Admin, "administratorin": Admin,
	"personalrat": Council, "works council": Council, "council": Council,
	"betrieb": Operator, "operator": Operator, "operations": Operator,
}

// ParseRole reads a German or English word for a role.
func ParseRole(s string) (Role, bool) {
	r, ok := roleWords[strings.Join(strings.Fields(Fold(s)), " ")]
	return r, ok
}

var dezernatWords = map[string]string{
	"1": "OB", "i": "OB", "ob": "OB", "oberbuergermeister": "OB", "oberbuergermeisterin": "OB",
	"2": "II", "3": "III", "4": "IV", "5": "V",
	"keins": "", "keines": "", "keine": "", "kein": "", "ohne angabe": "", "ohne": "", "none": "", "not given": "",
}

// ParseDezernat reads a Dezernat, with or without that word before it. "" is "ohne Angabe".
func ParseDezernat(s string) (string, bool) {
	f := strings.Join(strings.Fields(Fold(s)), " ")
	for _, before := range []string{"dezernat ", "dez. ", "dez ", "department "} {
		f = strings.TrimPrefix(f, before)
	}
	if i := slices.Index(Dezernate, strings.ToUpper(f)); i >= 0 {
		return Dezernate[i], true
	}
	d, ok := dezernatWords[f]
	return d, ok
}

// ParseLanguage reads a German or English word for a language that kigo speaks, or its tag.
func ParseLanguage(s string) (string, bool) {
	l, ok := map[string]string{
		"de": "de", "deutsch": "de", "german": "de",
		"en": "en", "englisch": "en", "english": "en",
	}[strings.TrimSpace(Fold(s))]
	return l, ok
}
