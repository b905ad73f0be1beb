package words

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed filler.txt
var fillerList string

// fillers are the folded words that say little about what a text is about.
var fillers = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	list, _ := ParseList(strings.NewReader(fillerList)) // a list has no syntax to break
	for _, w := range list {
		all[Fold(w)] = true
	}
	return all
})

// Little reports whether a folded word says little about what a text is about.
func Little(w string) bool { return fillers()[w] }
