package record

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"kigo/bot/i18n"
	"kigo/bot/inventory"
)

// Table prints every record with its fields, for reading.
func Table(out io.Writer, p i18n.Printer, all []inventory.Record) error {
	for _, r := range all {
		if _, err := fmt.Fprintf(out, "%s: %s\n%s\n%s\n", r.Where(), inventory.Label(p, r), inventory.Purpose(p, r),
			p.Plain("inventory.kept", i18n.Args{"Keep": inventory.Kept(p, r.Keep)})); err != nil {
			return err
		}
		table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
		for _, f := range r.List() {
			personal, keep := p.Plain("inventory.unpersonal"), ""
			if f.Personal {
				personal = p.Plain("inventory.personal")
			}
			if f.Keep.After != r.Keep.After || f.Keep.For != r.Keep.For {
				keep = inventory.Kept(p, f.Keep)
			}
			if _, err := fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", f.Path, p.Plain("inventory.kind."+string(f.Kind)), personal, keep); err != nil {
				return err
			}
		}
		if err := table.Flush(); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(out); err != nil {
			return err
		}
	}
	return nil
}

// line is a field in JSON.
type line struct {
	Record    string `json:"record"`
	Where     string `json:"where"`
	Purpose   string `json:"purpose"`
	Field     string `json:"field"`
	Kind      string `json:"kind"`
	Personal  bool   `json:"personal"`
	Retention string `json:"retention"`
	Days      int    `json:"days,omitempty"`
}

// JSON prints one object a line and field.
func JSON(out io.Writer, p i18n.Printer, all []inventory.Record) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for _, r := range all {
		for _, f := range r.List() {
			l := line{r.Name, r.Where(), inventory.Purpose(p, r), f.Path, string(f.Kind), f.Personal, inventory.Kept(p, f.Keep), f.Keep.Days()}
			if err := e.Encode(l); err != nil {
				return err
			}
		}
	}
	return nil
}
