package console

import (
	"strings"

	"kigo/bot/chat"
	"kigo/bot/fault"
)

// fill reads "field=value;field=value" into the values that the form sends: every field
// of the form is among them, one that was left out with its default. A field goes by its
// name or its label, an option by its value or its label. In values "\;" is a semicolon,
// "\n" a line break and "\\" a backslash. The error is a fault; nothing may be sent then.
func fill(form chat.Form, typed string) (map[string]string, error) {
	values := make(map[string]string, len(form.Fields))
	for _, f := range form.Fields {
		values[f.Name] = f.Value
	}
	given := map[string]bool{}
	for _, part := range split(typed) {
		if strings.TrimSpace(part) == "" {
			continue
		}
		name, raw, found := strings.Cut(part, "=")
		name = strings.TrimSpace(name)
		if !found {
			return nil, fault.New("console.submit.usage", fault.Args{"Typed": brief(name), "Fields": fieldNames(form)})
		}
		f, known := field(form, name)
		if !known {
			return nil, fault.New("console.submit.unknown", fault.Args{"Typed": brief(name), "Fields": fieldNames(form)})
		}
		if given[f.Name] {
			return nil, fault.New("console.submit.twice", fault.Args{"Typed": f.Name})
		}
		given[f.Name] = true
		value := unescape(strings.TrimSpace(raw))
		if f.Type == chat.SelectField && value != "" {
			chosen, ok := pick(f.Options, value)
			if !ok {
				return nil, fault.New("console.submit.option", optionArgs(value, f.Label, f.Options))
			}
			value = chosen
		}
		values[f.Name] = value
	}
	return values, nil
}

// split cuts at every semicolon that has no backslash before it. Escapes stay as they are.
func split(s string) []string {
	var parts []string
	start := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++ // whatever follows belongs to it
		case ';':
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

var unescaper = strings.NewReplacer(`\\`, `\`, `\;`, `;`, `\n`, "\n")

func unescape(s string) string { return unescaper.Replace(s) }

// field finds a field by its name or its label, the exact one before another case.
func field(form chat.Form, typed string) (chat.FormField, bool) {
	for _, same := range []func(chat.FormField) bool{
		func(f chat.FormField) bool { return f.Name == typed },
		func(f chat.FormField) bool { return f.Label == typed },
		func(f chat.FormField) bool { return strings.EqualFold(f.Name, typed) },
		func(f chat.FormField) bool { return strings.EqualFold(f.Label, typed) },
	} {
		for _, f := range form.Fields {
			if same(f) {
				return f, true
			}
		}
	}
	return chat.FormField{}, false
}

// pick finds an option's value by its value or its label, the exact one before another case.
func pick(options []chat.Option, typed string) (string, bool) {
	for _, same := range []func(chat.Option) bool{
		func(o chat.Option) bool { return o.Value == typed },
		func(o chat.Option) bool { return o.Label == typed },
		func(o chat.Option) bool { return strings.EqualFold(o.Value, typed) },
		func(o chat.Option) bool { return strings.EqualFold(o.Label, typed) },
	} {
		for _, o := range options {
			if same(o) {
				return o.Value, true
			}
		}
	}
	return "", false
}

func fieldNames(form chat.Form) string {
	var names []string
	for _, f := range form.Fields {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

func optionArgs(typed, label string, options []chat.Option) fault.Args {
	var known []string
	for _, o := range options {
		if o.Label == o.Value || o.Label == "" {
			known = append(known, o.Value)
		} else {
			known = append(known, o.Label+" ("+o.Value+")")
		}
	}
	return fault.Args{"Typed": brief(typed), "Label": label, "Options": strings.Join(known, ", ")}
}
