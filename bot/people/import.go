package people

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"kigo/bot/audit"
	"kigo/bot/fault"
)

// ActionImport is what the audit says once of an import that changed something; the roles
// that it gave have entries of their own.
const ActionImport = "import.people"

// Done is what an import did with a line.
type Done string

// The outcomes.
const (
	Created   Done = "created"
	Changed   Done = "changed"
	Unchanged Done = "unchanged"
	Kept      Done = "kept"    // nobody was made known: the person was deleted, and has not written since
	Skipped   Done = "skipped" // something changed meanwhile; see Fault. Importing again settles it.
)

// Outcome is what became of one line.
type Outcome struct {
	Row    Row
	Done   Done
	Fields []string // what changed: fields, "role:<role>", "account:<platform>"
	Fault  *fault.Fault
}

func sortMistakes(list []Mistake) {
	slices.SortStableFunc(list, func(a, b Mistake) int { return cmp.Compare(a.Line, b.Line) })
}

// snapshot is who is who before an import.
type snapshot struct {
	people   map[ID]Person
	emails   map[string]ID
	accounts map[string]ID // by "platform:user id"
	// forgotten are the marks of who is not to be made known unasked.
	forgotten map[string]Forgotten
}

func (s *Service) snapshot(ctx context.Context) (snapshot, error) {
	snap := snapshot{people: map[ID]Person{}, accounts: map[string]ID{}, forgotten: map[string]Forgotten{}}
	all, err := s.Store.All(ctx)
	if err != nil {
		return snap, err
	}
	for _, p := range all {
		snap.people[p.ID] = p
	}
	identities, err := s.Store.AllIdentities(ctx)
	if err != nil {
		return snap, err
	}
	for _, i := range identities {
		snap.accounts[i.Platform+":"+i.UserID] = i.Person
	}
	marks, err := s.Store.AllForgotten(ctx)
	if err != nil {
		return snap, err
	}
	for _, f := range marks {
		snap.forgotten[f.Mark] = f
	}
	snap.emails, err = s.Store.AllEmails(ctx)
	return snap, err
}

// whose is the person that a row means: whose address it is, or else whose account, if
// they have no address yet. "" is somebody new.
func (snap snapshot) whose(row Row) (ID, []*fault.Fault) {
	id := snap.emails[row.Email]
	adopts := id == ""
	var wrong []*fault.Fault
	for platform, user := range row.Accounts {
		owner := snap.accounts[platform+":"+user]
		switch {
		case owner == "":
		case id == "" || id == owner:
			id = owner
		default:
			wrong = append(wrong, fault.New("people.import.account_taken", fault.Args{"Account": user}))
		}
	}
	p := snap.people[id]
	if adopts && p.Email != "" {
		wrong = append(wrong, fault.New("people.import.account_other", fault.Args{"Email": p.Email}))
	}
	for platform, user := range row.Accounts {
		if has := p.Accounts[platform]; has != "" && has != user {
			wrong = append(wrong, fault.New("people.import.account_has", fault.Args{"Account": has}))
		}
	}
	return id, wrong
}

// Import brings the people of a file in. If anything about the file is wrong it returns
// all mistakes and changes nothing. Otherwise it writes line by line and tells report
// about each; nothing in a file ever takes a role, an account or an answer away, so that
// importing again, also after a break, changes nothing that is done already.
func (s *Service) Import(ctx context.Context, f File, report func(Outcome)) ([]Mistake, error) {
	if len(f.Mistakes) > 0 {
		return f.Mistakes, nil
	}
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, fmt.Errorf("import people: %w", err)
	}
	targets := make([]ID, len(f.Rows))
	claimed := map[ID]int{}
	var wrong []Mistake
	for i, row := range f.Rows {
		id, faults := snap.whose(row)
		if first := claimed[id]; id != "" && first > 0 {
			faults = append(faults, fault.New("people.import.same_person", fault.Args{"First": first}))
		}
		claimed[id], targets[i] = row.Line, id
		for _, m := range faults {
			wrong = append(wrong, Mistake{Line: row.Line, Fault: m})
		}
	}
	if len(wrong) > 0 {
		sortMistakes(wrong)
		return wrong, nil
	}
	count := map[Done]int{}
	for i, row := range f.Rows {
		if targets[i] == "" && snap.unasked(s.sealsOfRow(row)) {
			count[Kept]++
			report(Outcome{Row: row, Done: Kept})
			continue
		}
		p, known := snap.people[targets[i]]
		p.ID = targets[i]
		o, err := s.importRow(ctx, row, p, known)
		if err != nil {
			return nil, fmt.Errorf("import line %d: %w", row.Line, err)
		}
		count[o.Done]++
		report(o)
	}
	if count[Created]+count[Changed] == 0 {
		return nil, nil
	}
	return nil, s.Audit.Record(ctx, audit.Import, ActionImport, "", map[string]string{
		"created": strconv.Itoa(count[Created]), "changed": strconv.Itoa(count[Changed]),
	})
}
