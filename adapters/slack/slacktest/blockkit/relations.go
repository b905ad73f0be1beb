package blockkit

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

func atLeastOne(names ...string) relation {
	return func(c *checker, at string, o Object) {
		if count(o, names) == 0 {
			c.add(missing(at, strings.Join(names, " or ")))
		}
	}
}

func exactlyOne(names ...string) relation {
	return func(c *checker, at string, o Object) {
		switch n := count(o, names); {
		case n == 0:
			c.add(missing(at, strings.Join(names, " or ")))
		case n > 1:
			c.add(broken(at, "only one of "+strings.Join(names, ", ")+" is allowed"))
		}
	}
}

func count(o Object, names []string) int {
	n := 0
	for _, name := range names {
		if _, ok := o[name]; ok {
			n++
		}
	}
	return n
}

// ordered: the first field is not greater than the second, where both are given.
func ordered(low, high string) relation {
	return func(c *checker, at string, o Object) {
		if l, ok := amount(o[low]); ok {
			if h, ok := amount(o[high]); ok && l > h {
				c.add(broken(at+"/"+low, fmt.Sprintf("must not be greater than %s", high)))
			}
		}
	}
}

func amount(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case string:
		f, err := strconv.ParseFloat(v, 64)
		return f, err == nil
	}
	return 0, false
}

// initialFits: what a text field starts with is as long as it may be.
func initialFits(c *checker, at string, o Object) {
	s, _ := o["initial_value"].(string)
	n := utf8.RuneCountInString(s)
	if longest, ok := o["max_length"].(float64); ok && n > int(longest) {
		c.add(tooLong(at+"/initial_value", int(longest), n))
	}
}

// initialIsOffered: what is chosen at first is one of the options, exactly.
func initialIsOffered(name string) relation {
	return func(c *checker, at string, o Object) {
		initial, given := o[name]
		if !given {
			return
		}
		many, isList := initial.([]any)
		if !isList {
			many = []any{initial}
		}
		for i, option := range many {
			if !offered(o, option) {
				at := at + "/" + name
				if isList {
					at += "/" + strconv.Itoa(i)
				}
				c.add(broken(at, "must be one of the provided options"))
			}
		}
	}
}

func offered(o Object, option any) bool {
	for _, has := range Options(o) {
		if reflect.DeepEqual(any(has), option) {
			return true
		}
	}
	return false
}

// Options are what a menu offers, out of its groups, too.
func Options(element Object) []Object {
	all := objects(element["options"])
	for _, group := range objects(element["option_groups"]) {
		all = append(all, objects(group["options"])...)
	}
	return all
}

// uniqueActions: no two elements of a block share an action_id.
func uniqueActions(c *checker, at string, o Object) {
	seen := map[string]bool{}
	for i, e := range objects(o["elements"]) {
		id, ok := e["action_id"].(string)
		if ok && seen[id] {
			c.add(duplicate(at+"/elements/"+strconv.Itoa(i)+"/action_id", "action_id", id))
		}
		seen[id] = true
	}
}

// submitWithInput: who can fill something in must be able to hand it in.
func submitWithInput(c *checker, at string, o Object) {
	if _, ok := o["submit"]; ok {
		return
	}
	for _, b := range objects(o["blocks"]) {
		if b["type"] == "input" {
			c.add(missing(at, "submit"))
			return
		}
	}
}

// array is v as an array; nil if it is none.
func array(v any) []any {
	a, _ := v.([]any)
	return a
}

// objects are the objects of an array.
func objects(v any) []Object {
	var out []Object
	for _, item := range array(v) {
		if o, ok := item.(Object); ok {
			out = append(out, o)
		}
	}
	return out
}
