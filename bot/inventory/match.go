package inventory

import "strings"

// Shape knows which paths are declared.
type Shape struct {
	leaf     bool
	children map[string]*Shape
}

// anyKey is the child of a list, or of a map whose keys may be anything.
const anyKey = "*"

// Shape is that of the record's fields.
func (r Record) Shape() *Shape {
	root := &Shape{}
	for _, paths := range r.Fields {
		for _, path := range paths {
			at := root
			for _, name := range Split(path) {
				at = at.make(name)
			}
			at.leaf = true
		}
	}
	return root
}

// Split is a path's names; what stands for any is "*".
func Split(path string) []string {
	names := strings.Split(strings.ReplaceAll(path, "[]", "."+anyKey), ".")
	for i, n := range names {
		if strings.HasPrefix(n, "<") {
			names[i] = anyKey
		}
	}
	return names
}

func (s *Shape) make(name string) *Shape {
	if s.children == nil {
		s.children = map[string]*Shape{}
	}
	if s.children[name] == nil {
		s.children[name] = &Shape{}
	}
	return s.children[name]
}

// Below is the shape of what stands under a name; nil if nothing is declared there.
func (s *Shape) Below(name string) *Shape {
	if c := s.children[name]; c != nil {
		return c
	}
	return s.children[anyKey]
}

// Leaf reports whether a value is declared here.
func (s *Shape) Leaf() bool { return s.leaf }
