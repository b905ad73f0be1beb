package pulses

import (
	"slices"
	"strconv"
	"strings"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// noneWords are what people type for "keine Angabe", folded; the first is what buttons carry.
var noneWords = []string{"keine", "keine angabe", "k.a.", "none", "no answer", "-"}

// OneTap reports whether the whole survey is answered by a single button.
func (s Survey) OneTap() bool {
	return len(s.Questions) == 1 && s.Questions[0].Kind != Multiple && s.Questions[0].Kind != FreeText
}

// lowest is the number of the first choice as people read and type it.
func (q Question) lowest() int {
	if q.Kind == ENPS {
		return 0
	}
	return 1
}

// ParseChoice reads what was typed, or what a button carries, for one thing to choose: its
// number, as it is shown, its words, or "keine Angabe". The fault repeats nothing of it.
func (q Question) ParseChoice(text string) (Given, error) {
	folded := fold(text)
	if slices.Contains(noneWords, folded) {
		return Given{None: true}, nil
	}
	i := slices.IndexFunc(q.Options, func(o Words) bool {
		return folded == fold(o.DE) || (o.EN != "" && folded == fold(o.EN))
	})
	if n, err := strconv.Atoi(folded); i < 0 && err == nil {
		i = n - q.lowest()
	}
	if i < 0 || i >= q.Choices() {
		return Given{}, fault.New("pulse.no_such_choice")
	}
	return Given{Choices: []int{i}}, nil
}

// ParseChoices reads any number of things to choose, parted by commas.
func (q Question) ParseChoices(text string) (Given, error) {
	var all Given
	for _, one := range strings.Split(text, ",") {
		if strings.TrimSpace(one) == "" {
			continue
		}
		g, err := q.ParseChoice(one)
		if err != nil {
			return Given{}, err
		}
		all.None = all.None || g.None
		for _, c := range g.Choices {
			if !slices.Contains(all.Choices, c) {
				all.Choices = append(all.Choices, c)
			}
		}
	}
	return all, nil
}

func fold(s string) string { return people.Fold(strings.Join(strings.Fields(s), " ")) }
