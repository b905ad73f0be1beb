package console

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"kigo/adapters/mailbox"
)

// jsonOutput writes one object a line, for programs.
type jsonOutput struct {
	w   *bufio.Writer
	enc *json.Encoder
}

func newJSONOutput(out io.Writer) *jsonOutput {
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return &jsonOutput{w: w, enc: enc}
}

func (o *jsonOutput) show(i item) error { return o.write(i) }

func (o *jsonOutput) done() error {
	return o.write(struct {
		Kind kind `json:"kind"`
	}{kindDone})
}

func (o *jsonOutput) welcome(mailbox.Persona) error { return nil }
func (o *jsonOutput) prompt(mailbox.Persona) error  { return nil }
func (o *jsonOutput) bye() error                    { return nil }

func (o *jsonOutput) write(v any) error {
	err := o.enc.Encode(v)
	if err == nil {
		err = o.w.Flush()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return nil
}
