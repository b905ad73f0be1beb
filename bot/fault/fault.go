// Package fault holds errors that a person may see. Each is a catalogue key with
// arguments; the sentence behind the key says what to do next. Every other error
// is kigo's own trouble: the person gets a reference number, the log the cause.
package fault

import "sort"

// Args fill the placeholders of a sentence. Values are strings, whole numbers,
// times or chat.Text; strings are shown as they are, never read as mark-up.
type Args map[string]any

// Fault is one thing that a person can put right, or must know.
type Fault struct {
	Key    string
	Args   Args
	Fields map[string]*Fault // by field name, for a form that must stay open
	// NotFound says that what the person named does not exist, and nothing was done.
	NotFound bool
}

// Missing is New for something that was named and does not exist.
func Missing(key string, args Args) *Fault { return &Fault{Key: key, Args: args, NotFound: true} }

// New makes a fault from a catalogue key and, optionally, its arguments.
func New(key string, args ...Args) *Fault {
	f := &Fault{Key: key}
	if len(args) > 0 {
		f.Args = args[0]
	}
	return f
}

// Form collects what is wrong with a form's fields. It returns nil if nothing is.
func Form(fields map[string]*Fault) error {
	if len(fields) == 0 {
		return nil
	}
	return &Fault{Key: "fault.form", Fields: fields}
}

// Error is for logs and tests; people see the catalogue's sentence.
func (f *Fault) Error() string {
	s := f.Key
	names := make([]string, 0, len(f.Fields))
	for n := range f.Fields {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		s += " " + n + "=" + f.Fields[n].Key
	}
	return s
}
