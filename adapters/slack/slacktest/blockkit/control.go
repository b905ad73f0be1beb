package blockkit

// Control is something that a person can click, choose or fill in, under the words that
// they read beside it.
type Control struct {
	Type     string
	Labels   []string // its own words first, then those around it
	BlockID  string
	ActionID string
	Element  Object
	Block    Object
}

// Controls are all there are in blocks, from top to bottom.
func Controls(v any, names Names) []Control {
	r := reader{names: names}
	var out []Control
	for _, b := range objects(v) {
		for _, e := range Elements(b) {
			c := Control{
				Type: str(e.Object["type"]), BlockID: str(b["block_id"]), ActionID: str(e.Object["action_id"]),
				Element: e.Object, Block: b,
			}
			for _, words := range []any{e.Object["text"], e.Object["placeholder"], b["label"], b["text"]} {
				if s := r.text(words); s != "" {
					c.Labels = append(c.Labels, s)
				}
			}
			if s := str(e.Object["accessibility_label"]); s != "" {
				c.Labels = append(c.Labels, s)
			}
			out = append(out, c)
		}
	}
	return out
}

// Words is a text object as a person reads it.
func Words(v any, names Names) string {
	r := reader{names: names}
	return r.text(v)
}
