package blockkit

import (
	"math"
	"slices"
	"sort"
	"strconv"
	"unicode/utf8"
)

// rule says what a JSON value must be. check reports what is wrong with v, which stands at
// the pointer at.
type rule interface {
	check(c *checker, at string, v any)
}

// field is a row of a table: a rule, and whether the field may be left out.
type field struct {
	rule
	required bool
}

// fields are the rows of an object.
type fields map[string]field

func must(r rule) field { return field{r, true} }
func may(r rule) field  { return field{r, false} }

// checker collects what is wrong with one payload.
type checker struct {
	surface  Surface
	problems Problems
}

func (c *checker) add(p Problem) { c.problems = append(c.problems, p) }

// text is a string of least to most characters; most 0 is any length.
type text struct {
	least, most int
	format      format
}

func (r text) check(c *checker, at string, v any) {
	s, ok := v.(string)
	if !ok {
		c.add(wrongType(at, "a string", v))
		return
	}
	n := utf8.RuneCountInString(s)
	switch {
	case n < r.least:
		c.add(tooShort(at, r.least, n))
	case r.most > 0 && n > r.most:
		c.add(tooLong(at, r.most, n))
	case r.format != nil && s != "":
		if want, ok := r.format(s); !ok {
			c.add(badFormat(at, want, s))
		}
	}
}

// choice is a string out of a list.
type choice []string

func (r choice) check(c *checker, at string, v any) {
	if s, ok := v.(string); !ok {
		c.add(wrongType(at, "a string", v))
	} else if !slices.Contains(r, s) {
		c.add(notOneOf(at, r, s))
	}
}

// flag is a boolean.
type flag struct{}

func (flag) check(c *checker, at string, v any) {
	if _, ok := v.(bool); !ok {
		c.add(wrongType(at, "a boolean", v))
	}
}

// whole is a whole number of least to most.
type whole struct{ least, most int }

func (r whole) check(c *checker, at string, v any) {
	f, ok := v.(float64)
	switch {
	case !ok || f != math.Trunc(f):
		c.add(wrongType(at, "an integer", v))
	case f < float64(r.least) || f > float64(r.most):
		c.add(outOfRange(at, r.least, r.most, f))
	}
}

// number is any number.
type number struct{}

func (number) check(c *checker, at string, v any) {
	if _, ok := v.(float64); !ok {
		c.add(wrongType(at, "a number", v))
	}
}

// anything is not looked into.
type anything struct{}

func (anything) check(*checker, string, any) {}

// list is an array of least to most items.
type list struct {
	least, most int
	item        rule
}

func (r list) check(c *checker, at string, v any) {
	items, ok := v.([]any)
	if !ok {
		c.add(wrongType(at, "an array", v))
		return
	}
	if n := len(items); n < r.least {
		c.add(tooFew(at, r.least, n))
	} else if r.most > 0 && n > r.most {
		c.add(tooMany(at, r.most, n))
		return // what is wrong with the thousandth helps nobody
	}
	for i, item := range items {
		r.item.check(c, at+"/"+strconv.Itoa(i), item)
	}
}

// object has fields, and relations between them.
type object struct {
	fields    fields
	relations []relation
}

// relation is a rule about several fields of one object.
type relation func(c *checker, at string, o Object)

func (r object) check(c *checker, at string, v any) {
	o, ok := v.(Object)
	if !ok {
		c.add(wrongType(at, "an object", v))
		return
	}
	names := make([]string, 0, len(o)+len(r.fields))
	for name := range o {
		names = append(names, name)
	}
	for name := range r.fields {
		if _, given := o[name]; !given {
			names = append(names, name)
		}
	}
	sort.Strings(names) // the same payload has its problems in the same order
	for _, name := range names {
		f, known := r.fields[name]
		value, given := o[name]
		switch {
		case !known:
			c.add(additional(at, name))
		case !given && f.required:
			c.add(missing(at, name))
		case given:
			f.check(c, at+"/"+escape(name), value)
		}
	}
	for _, relation := range r.relations {
		relation(c, at, o)
	}
}

// named is the object that the table has under this name, looked up when it is needed,
// so that tables may refer to each other.
type named string

func (r named) check(c *checker, at string, v any) {
	typed{string(r)}.check(c, at, v)
}

// typed is an object that is one of several, as its field type says.
type typed []string

func (r typed) check(c *checker, at string, v any) {
	o, ok := v.(Object)
	if !ok {
		c.add(wrongType(at, "an object", v))
		return
	}
	kind, ok := o["type"].(string)
	switch {
	case !ok:
		c.add(missing(at, "type"))
	case !slices.Contains(r, kind):
		c.add(unsupported(at, kind, r))
	default:
		table(kind).check(c, at, v)
	}
}
