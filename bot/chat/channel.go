package chat

// Channel is a place that several people share, and in which kigo is, too.
type Channel struct {
	ID    string
	Name  string // what people write after "#" or "~"
	Title string // what they see; often the same
	// Default says that whoever joins the platform is put into it.
	Default bool
	// Private says that only its members see it and what is in it.
	Private bool
}
