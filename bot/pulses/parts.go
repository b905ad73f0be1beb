package pulses

import (
	"cmp"
	"slices"
)

// parts merges the groups of one question until each part may be shown: the smallest part
// with the next larger one, until each has at least k answers and is not unanimous. It
// returns none if not even everybody together may be shown.
//
// Which groups are merged first depends on nothing but how many answered in each. A group
// has the same number in every question, so the parts of one question are parts of
// another's parts: what the figures of two questions differ by is again at least k people.
func parts(kind Kind, k int, groups []Count) []Count {
	all := slices.Clone(groups)
	for len(all) > 0 && !allShown(kind, k, all) {
		if len(all) == 1 {
			return nil
		}
		slices.SortStableFunc(all, smallestFirst)
		all = append([]Count{all[0].plus(all[1])}, all[2:]...)
	}
	slices.SortStableFunc(all, func(a, b Count) int { return slices.Compare(a.Groups, b.Groups) })
	return all
}

func smallestFirst(a, b Count) int {
	return cmp.Or(cmp.Compare(a.N, b.N), slices.Compare(a.Groups, b.Groups))
}

func allShown(kind Kind, k int, all []Count) bool {
	return !slices.ContainsFunc(all, func(c Count) bool { return !c.shown(kind, k) })
}

// shown reports whether the part tells nothing about everybody in it, and is large enough.
func (c Count) shown(kind Kind, k int) bool {
	if c.N < k {
		return false
	}
	for _, n := range c.Given {
		if n == c.N || (kind == Multiple && n == 0) {
			return false
		}
	}
	return kind == Multiple || c.None < c.N
}
