package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"kigo/bot/i18n"
	"kigo/bot/people"
)

// maxImport is the largest file that is read, in bytes.
const maxImport = 64 << 20

// errImport says that nothing was imported, or not all; why has been written already.
var errImport = fmt.Errorf("import people: %w", errReported)

// importPeople brings the people of a table in and writes what became of each line. It
// returns errImport if the file is broken, in which case nothing is changed, or if lines
// were skipped.
func importPeople(ctx context.Context, svc *people.Service, in io.Reader, out io.Writer, p i18n.Printer) error {
	data, err := io.ReadAll(io.LimitReader(in, maxImport+1))
	if err != nil {
		return fmt.Errorf("read import file: %w", err)
	}
	w := &lines{out: out}
	if len(data) > maxImport {
		w.say(p.Plain("people.import.too_long", i18n.Args{"Max": people.MaxRows}))
		return errors.Join(errImport, w.err)
	}
	file := people.ParseFile(data)
	for _, heading := range file.Ignored {
		w.say(p.Plain("people.import.ignored", i18n.Args{"Column": heading}))
	}
	count, done := map[people.Done]int{}, 0
	mistakes, err := svc.Import(ctx, file, func(o people.Outcome) {
		count[o.Done]++
		done++
		w.say(fmt.Sprintf("[%d/%d] %s", done, len(file.Rows), outcome(p, o)))
	})
	if err != nil {
		w.say(p.Plain("people.import.broken_off", i18n.Args{"Count": done}))
		return errors.Join(err, w.err)
	}
	for _, m := range mistakes {
		w.say(mistake(p, m))
	}
	if len(mistakes) > 0 {
		w.say(p.Plain("people.import.refused", i18n.Args{"Count": len(mistakes)}))
		return errors.Join(errImport, w.err)
	}
	w.say(p.Plain("people.import.summary", i18n.Args{
		"Created": count[people.Created], "Changed": count[people.Changed],
		"Unchanged": count[people.Unchanged], "Skipped": count[people.Skipped],
	}))
	if n := count[people.Kept]; n > 0 {
		w.say(p.Plain("people.import.kept_all", i18n.Args{"Count": n}))
	}
	if count[people.Skipped] > 0 {
		return errors.Join(errImport, w.err)
	}
	return w.err
}

// lines writes lines and keeps the first error, so that a broken pipe ends no import halfway.
type lines struct {
	out io.Writer
	err error
}

func (w *lines) say(s string) {
	if w.err == nil {
		_, w.err = fmt.Fprintln(w.out, s)
	}
}

func mistake(p i18n.Printer, m people.Mistake) string {
	if m.Line == 0 {
		return p.Fault(m.Fault).String()
	}
	return p.Plain("people.import.line", i18n.Args{"Line": m.Line, "What": p.Fault(m.Fault)})
}

func outcome(p i18n.Printer, o people.Outcome) string {
	args := i18n.Args{"Email": o.Row.Email}
	var what string
	switch o.Done {
	case people.Created:
		what = p.Plain("people.import.created", args)
	case people.Changed:
		args["Fields"] = strings.Join(fieldNames(p, o.Fields), ", ")
		what = p.Plain("people.import.changed", args)
	case people.Unchanged:
		what = p.Plain("people.import.unchanged", args)
	case people.Kept:
		what = p.Plain("people.import.kept", args)
	case people.Skipped:
		args["Why"] = p.Fault(o.Fault)
		what = p.Plain("people.import.skipped", args)
	}
	return p.Plain("people.import.line", i18n.Args{"Line": o.Row.Line, "What": what})
}

func fieldNames(p i18n.Printer, fields []string) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		kind, value, _ := strings.Cut(f, ":")
		switch kind {
		case "role":
			names[i] = p.Plain("people.field.role", i18n.Args{"Role": people.RoleName(p, people.Role(value))})
		case "account":
			names[i] = p.Plain("people.field.account", i18n.Args{"Chat": people.PlatformName(p, value)})
		default:
			names[i] = p.Plain("people.field." + f)
		}
	}
	return names
}
