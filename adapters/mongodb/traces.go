package mongodb

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Trace is a place in the database where something was found.
type Trace struct {
	Collection string
	ID         string // of the document; "" if the words stand in it
	Path       string
}

func (t Trace) String() string {
	return strings.Trim(t.Collection+" "+t.ID+" "+t.Path, " ")
}

// Traces looks through the whole database for words: ids, addresses, names. It finds them in
// values and in the names of fields, also as a part of something longer.
func (d *DB) Traces(ctx context.Context, words []string) ([]Trace, error) {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })
	holds := func(s string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return holdsWord(s, w) })
	}
	names, err := d.db.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		return nil, fmt.Errorf("look for traces: %w", err)
	}
	slices.Sort(names)
	var all []Trace
	for _, name := range names {
		err := d.each(ctx, name, func(id string, doc bson.Raw) error {
			if holds(id) {
				id = ""
			}
			return trace(doc, "", holds, func(path string) { all = append(all, Trace{name, id, path}) })
		})
		if err != nil {
			return nil, fmt.Errorf("look for traces: %w", err)
		}
	}
	return all, nil
}

// trace calls found with the path of each value, or of each field whose name, holds a word.
func trace(doc bson.Raw, path string, holds func(string) bool, found func(path string)) error {
	elements, err := doc.Elements()
	if err != nil {
		return err
	}
	for _, e := range elements {
		at := strings.TrimPrefix(path+"."+e.Key(), ".")
		if holds(e.Key()) {
			found(strings.TrimPrefix(path+".<…>", "."))
			continue
		}
		v := e.Value()
		if inner, ok := v.DocumentOK(); ok {
			err = trace(inner, at, holds, found)
		} else if array, ok := v.ArrayOK(); ok {
			err = trace(bson.Raw(array), at, holds, found)
		} else if s, ok := v.StringValueOK(); ok && holds(s) {
			found(at)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// holdsWord reports whether s holds w with no letter or digit directly beside it.
func holdsWord(s, w string) bool {
	for i := 0; ; {
		j := strings.Index(s[i:], w)
		if j < 0 {
			return false
		}
		begin, end := i+j, i+j+len(w)
		if (begin == 0 || !alnum(s[begin-1])) && (end == len(s) || !alnum(s[end])) {
			return true
		}
		i = begin + 1
	}
}

func alnum(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= 0x80
}
