package inventory

// Rule is what a live database may break.
type Rule string

// The rules; the catalogue has inventory.broken.<rule>, with what to do.
const (
	UnknownCollection Rule = "collection" // something lies in a collection that is not declared
	UnknownField      Rule = "field"      // a document has a field that is not declared
	TooOld            Rule = "old"        // something is kept longer than its period
	Revealing         Rule = "revealing"  // a survey stands beside a person
)

// Violation is something in a database that its declarations do not allow.
type Violation struct {
	Rule  Rule   `json:"rule"`
	Where string `json:"where"` // the record's name, or the collection's
	Path  string `json:"path,omitempty"`
	Count int    `json:"count"` // documents
}
