package chat

// FieldType is what a form's field holds.
type FieldType string

// The types of fields. Every value travels as a string; a date or a number is
// parsed, and refused with a sentence, by whoever asked for it.
const (
	TextField   FieldType = "text"
	AreaField   FieldType = "textarea"
	NumberField FieldType = "number"
	SelectField FieldType = "select"
)

// Form asks for several things at once.
type Form struct {
	Title  string      `json:"title"` // at most 24 characters: Mattermost's limit
	Intro  Text        `json:"intro,omitempty"`
	Submit string      `json:"submit"` // label of the button that sends it
	Line   string      `json:"line"`   // command line that receives the values
	Fields []FormField `json:"fields"`
}

// FormField is one thing to fill in.
type FormField struct {
	Name     string    `json:"name"`
	Label    string    `json:"label"` // at most 24 characters
	Hint     string    `json:"hint,omitempty"`
	Type     FieldType `json:"type"`
	Value    string    `json:"value,omitempty"` // what stands there at first, and counts if it is left alone
	Required bool      `json:"required,omitempty"`
	Max      int       `json:"max,omitempty"` // characters
	Options  []Option  `json:"options,omitempty"`
}

// Reply answers one Event. The zero Reply says nothing (another replica has answered).
type Reply struct {
	Message Message `json:"message"`
	Public  bool    `json:"public,omitempty"`  // for everybody in the channel; otherwise only the person sees it
	Replace bool    `json:"replace,omitempty"` // takes the place of the message that was clicked
	Form    *Form   `json:"form,omitempty"`    // to open
	// Errors answer a FormSubmit whose form must stay open: a sentence by field name;
	// under "" one about the whole form.
	Errors map[string]string `json:"errors,omitempty"`
}
