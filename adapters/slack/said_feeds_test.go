package slack

import "fmt"

// subscribe is what people do with a calendar that keeps itself up to date.
func (v *visitors) subscribe() {
	v.feeds.Address = "https://kigo.example.org/calendar/"
	v.says("feed_offer", "bert", "kalender")
	v.says("feed_new", "bert", "kalender abo")
	v.says("feed_has", "bert", "kalender")
	v.says("feed_renewed", "bert", "kalender erneuern")
	v.says("feed_ended", "bert", "kalender abschalten")
	v.says("feed_none", "bert", "kalender abschalten")
	v.feeds.Address = ""
	v.says("feed_off", "bert", "kalender abo")
}

// token is another one each time.
func (v *visitors) token() string {
	v.tokens++
	return fmt.Sprintf("token%d", v.tokens)
}
