package blockkit

import (
	"fmt"
	"strings"
)

// Object is a JSON object as encoding/json reads it.
type Object = map[string]any

// Codes of problems. Slack documents failed_constraint; the others are our names for
// what it says in words.
const (
	FailedConstraint   = "failed_constraint"
	MissingField       = "missing_field"
	UnsupportedType    = "unsupported_type"
	AdditionalProperty = "invalid_additional_property"
	Duplicate          = "duplicate_id"
)

// Problem is one reason why Slack refuses a payload, in the form of blocks.validate.
type Problem struct {
	Pointer    string `json:"pointer"` // a JSON pointer from the document that was checked
	Code       string `json:"code"`
	Message    string `json:"message"`
	Constraint Object `json:"constraint,omitempty"`
}

// String is the problem as methods write it into response_metadata.messages.
func (p Problem) String() string { return fmt.Sprintf("[ERROR] %s", p.Short()) }

// Short is the problem as methods write it into errors.
func (p Problem) Short() string {
	return fmt.Sprintf("%s [json-pointer:%s]", p.Message, p.Pointer)
}

// Problems are all that is wrong with a payload.
type Problems []Problem

// Under puts prefix before every pointer.
func (ps Problems) Under(prefix string) Problems {
	out := make(Problems, len(ps))
	for i, p := range ps {
		p.Pointer = prefix + p.Pointer
		out[i] = p
	}
	return out
}

// At are the pointers with problems, for tests.
func (ps Problems) At() []string {
	var at []string
	for _, p := range ps {
		at = append(at, p.Pointer)
	}
	return at
}

// Error makes Problems an error; nil Problems must not be returned as one.
func (ps Problems) Error() string {
	var lines []string
	for _, p := range ps {
		lines = append(lines, p.Short())
	}
	return strings.Join(lines, "; ")
}

func missing(at, field string) Problem {
	return Problem{at, MissingField, "missing required field: " + field, Object{"type": "required", "expected": field}}
}

func additional(at, field string) Problem {
	return Problem{at + "/" + escape(field), AdditionalProperty, "invalid additional property: " + field, Object{"type": "additional_property", "got": field}}
}

func wrongType(at, want string, got any) Problem {
	return Problem{at, FailedConstraint, "must provide " + want, Object{"type": "type", "expected": want, "got": kindOf(got)}}
}

func unsupported(at, got string, allowed []string) Problem {
	return Problem{at + "/type", UnsupportedType, "unsupported type: " + got, Object{"type": "enum", "expected": allowed, "got": got}}
}

func tooLong(at string, most, got int) Problem {
	return Problem{at, FailedConstraint, fmt.Sprintf("must be less than %d characters", most+1), Object{"type": "max_length", "expected": most, "got": got}}
}

func tooShort(at string, least, got int) Problem {
	return Problem{at, FailedConstraint, fmt.Sprintf("must be more than %d characters", least-1), Object{"type": "min_length", "expected": least, "got": got}}
}

func tooMany(at string, most, got int) Problem {
	return Problem{at, FailedConstraint, fmt.Sprintf("no more than %d items allowed", most), Object{"type": "max_items", "expected": most, "got": got}}
}

func tooFew(at string, least, got int) Problem {
	return Problem{at, FailedConstraint, fmt.Sprintf("must provide at least %d items", least), Object{"type": "min_items", "expected": least, "got": got}}
}

func outOfRange(at string, least, most int, got any) Problem {
	return Problem{at, FailedConstraint, fmt.Sprintf("must be between %d and %d", least, most), Object{"type": "range", "expected": []int{least, most}, "got": got}}
}

func notOneOf(at string, allowed []string, got string) Problem {
	return Problem{at, FailedConstraint, "must be a valid enum value", Object{"type": "enum", "expected": allowed, "got": got}}
}

func badFormat(at, format, got string) Problem {
	return Problem{at, FailedConstraint, "must be " + format, Object{"type": "format", "expected": format, "got": got}}
}

func duplicate(at, name, got string) Problem {
	return Problem{at, Duplicate, fmt.Sprintf("%s %q already exists", name, got), Object{"type": "unique", "got": got}}
}

func broken(at, message string) Problem {
	return Problem{at, FailedConstraint, message, nil}
}

// escape is a key as a JSON pointer spells it.
func escape(key string) string { return pointerKeys.Replace(key) }

var pointerKeys = strings.NewReplacer("~", "~0", "/", "~1")

func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "string"
	case bool:
		return "boolean"
	case float64:
		return "number"
	case []any:
		return "array"
	case Object:
		return "object"
	}
	return fmt.Sprintf("%T", v)
}
