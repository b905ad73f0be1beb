package chat

// Shorten leaves at most so many characters of s, the last of them an ellipsis.
func Shorten(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
