package mongodb_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/adapters/mongodb"
	"kigo/bot/inventory"
)

// TestEveryStoredFieldIsDeclared compares each type that is stored with its declaration: a
// field that is added has to be given a purpose and a period.
func TestEveryStoredFieldIsDeclared(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, r := range mongodb.Records() {
		if names[r.Name] {
			t.Errorf("two records are called %s", r.Name)
		}
		names[r.Name] = true
		var declared []string
		for _, f := range r.List() {
			path := strings.Join(inventory.Split(f.Path), ".")
			if slices.Contains(declared, path) {
				t.Errorf("%s: %s is declared twice", r.Name, f.Path)
			}
			declared = append(declared, path)
		}
		for path := range r.Sooner {
			if !slices.ContainsFunc(r.List(), func(f inventory.Field) bool { return f.Path == path }) {
				t.Errorf("%s: %s has a period, and is no field", r.Name, path)
			}
		}
		if r.Keep.After == "" {
			t.Errorf("%s: nothing says how long it is kept", r.Name)
		}
		if r.Doc == nil {
			continue // its fields are checked in the databases of other tests
		}
		stored := fieldsOf(reflect.TypeOf(r.Doc), nil)
		slices.Sort(stored)
		slices.Sort(declared)
		if diff := cmp.Diff(stored, declared); diff != "" {
			t.Errorf("%s: stored (-) and declared (+) fields differ; declare new ones beside the code that stores %s:\n%s", r.Name, r.Collection, diff)
		}
	}
}

// fieldsOf are the paths of all fields of a type as it is stored.
func fieldsOf(t reflect.Type, path []string) []string {
	switch {
	case t.Kind() == reflect.Pointer:
		return fieldsOf(t.Elem(), path)
	case t == reflect.TypeFor[time.Time](), t == reflect.TypeFor[[]byte]():
	case t.Kind() == reflect.Slice, t.Kind() == reflect.Map:
		return fieldsOf(t.Elem(), append(path[:len(path):len(path)], "*"))
	case t.Kind() == reflect.Struct:
		var all []string
		for i := range t.NumField() {
			name, options, _ := strings.Cut(t.Field(i).Tag.Get("bson"), ",")
			if name == "-" {
				continue // not stored
			}
			below := path
			if !strings.Contains(options, "inline") {
				below = append(path[:len(path):len(path)], name)
			}
			all = append(all, fieldsOf(t.Field(i).Type, below)...)
		}
		return all
	}
	return []string{strings.Join(path, ".")}
}
