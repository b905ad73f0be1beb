package people

import (
	"crypto/rand"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// MaxName is the longest name, in characters.
	MaxName = 100
	// MaxEmail is the longest address, in characters.
	MaxEmail = 254
)

const idAlphabet = "abcdefghijklmnopqrstuvwxyz23456789"

// RandomID is a random permanent id, or a code to type: 8 characters of a-z and 2-9.
func RandomID() string {
	const length = 8
	limit := byte(256 - 256%len(idAlphabet)) // no letter is likelier than another
	out := make([]byte, 0, length)
	buf := make([]byte, 2*length)
	for {
		rand.Read(buf)
		for _, b := range buf {
			if b >= limit {
				continue
			}
			if out = append(out, idAlphabet[int(b)%len(idAlphabet)]); len(out) == length {
				return string(out)
			}
		}
	}
}

// TidyName is a name from a platform on one line, without invisible characters, and not
// too long.
func TidyName(s string) string {
	s = strings.Map(func(r rune) rune {
		if invisible(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > MaxName {
		s = string([]rune(s)[:MaxName])
	}
	return strings.TrimSpace(s)
}

// invisible reports whether r is a control or format character (these turn the writing
// direction around or hide), or has no meaning outside one program. The joiners that
// some scripts need are let through.
func invisible(r rune) bool {
	if r == '\u200c' || r == '\u200d' {
		return false
	}
	return unicode.Is(unicode.C, r) || r == '\u2028' || r == '\u2029'
}

// ValidEmail reports whether s, in normal form, is an address. Only plain ASCII counts:
// some letters of other scripts turn into ASCII ones in lower case and would make two
// addresses one.
func ValidEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || len(s) > MaxEmail || !strings.Contains(strings.Trim(domain, "."), ".") {
		return false
	}
	for _, r := range s {
		if r <= ' ' || r > '~' || strings.ContainsRune(`"(),:;<>[]\`, r) {
			return false
		}
	}
	return !strings.Contains(domain, "@") && !strings.Contains(domain, "..") && !strings.HasPrefix(domain, ".")
}

// address is what may be compared and stored of an address that a platform gives; ""
// if it is none.
func address(s string) string {
	s = strings.TrimSpace(s)
	for _, r := range s {
		if r > '~' {
			return ""
		}
	}
	if s = NormalEmail(s); ValidEmail(s) {
		return s
	}
	return ""
}

// Fold makes spellings of a name equal: case, umlauts and ß written out, accents left out.
func Fold(s string) string {
	s = umlauts.Replace(strings.ToLower(norm.NFC.String(s)))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "ı", "i", "ø", "oe", "ł", "l")
