package people

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kigo/bot/fault"
)

// MaxRows is the longest import file, in people.
const MaxRows = 50_000

// Row is one person of an import file. What is empty says nothing.
type Row struct {
	Line     int
	Name     string
	Email    string
	Dezernat string
	Language string
	Roles    []Role
	Accounts map[string]string // user id by platform
}

// column is what a column of an import file holds.
type column string

const (
	colName       column = "name"
	colFirst      column = "first"
	colLast       column = "last"
	colEmail      column = "email"
	colDezernat   column = "dezernat"
	colLanguage   column = "language"
	colRoles      column = "roles"
	colMattermost column = "mattermost"
	colSlack      column = "slack"
	colPlayground column = "playground"
)

// columns are the headings, folded, letters and digits only.
var columns = map[string]column{
	"name": colName, "vorundnachname": colName, "anzeigename": colName, "displayname": colName, "fullname": colName,
	"vorname": colFirst, "firstname": colFirst, "givenname": colFirst,
	"nachname": colLast, "familienname": colLast, "lastname": colLast, "surname": colLast,
	"email": colEmail, "mail": colEmail, "emailadresse": colEmail, "emailaddress": colEmail, "mailadresse": colEmail,
	"dezernat": colDezernat, "department": colDezernat,
	"sprache": colLanguage, "language": colLanguage,
	"rolle": colRoles, "rollen": colRoles, "role": colRoles, "roles": colRoles,
	"mattermostid": colMattermost, "slackid": colSlack,
	"benutzer": colPlayground, "benutzerkonto": colPlayground, "user": colPlayground,
}

func columnOf(heading string) (column, bool) {
	c, ok := columns[strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, Fold(heading))]
	return c, ok
}

// File is an import file as far as it can be judged without the store.
type File struct {
	Rows     []Row
	Ignored  []string  // headings that mean nothing to kigo
	Mistakes []Mistake // in the order of the lines; if there is any, nothing may be imported
}

// ParseFile reads a table of people as Excel writes it in Germany. It reports every
// mistake, not only the first.
func ParseFile(data []byte) File {
	text, wrong := decode(data)
	if len(wrong) > 0 {
		return File{Mistakes: wrong}
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	comma, text, skipped := separator(text)
	table, wrong := records(text, comma, skipped)
	f := File{Mistakes: wrong}
	if len(table) == 0 {
		f.add(0, fault.New("people.import.empty"))
		return f
	}
	head, ok := f.header(table[0])
	if !ok {
		return f
	}
	table = table[1:]
	switch {
	case len(table) > MaxRows:
		f.add(0, fault.New("people.import.too_long", fault.Args{"Max": MaxRows}))
		return f
	case len(table) == 0 && len(wrong) == 0:
		f.add(0, fault.New("people.import.empty"))
	}
	for _, rec := range table {
		f.row(rec, head)
	}
	f.unique()
	sortMistakes(f.Mistakes)
	return f
}

func (f *File) add(line int, m *fault.Fault) {
	f.Mistakes = append(f.Mistakes, Mistake{Line: line, Fault: m})
}

// header says which column each cell of a line belongs to; "" is none.
func (f *File) header(rec record) (head []column, ok bool) {
	seen := map[column]bool{}
	ok = true
	for _, heading := range rec.cells {
		c, known := columnOf(heading)
		if !known && heading != "" {
			f.Ignored = append(f.Ignored, shorten(heading))
		}
		if known && seen[c] {
			f.add(rec.line, fault.New("people.import.column_twice", fault.Args{"Column": shorten(heading)}))
			ok = false
		}
		seen[c] = true
		head = append(head, c)
	}
	if !seen[colEmail] {
		f.add(rec.line, fault.New("people.import.no_header"))
		ok = false
	}
	return head, ok
}

func (f *File) row(rec record, head []column) {
	if len(rec.cells) != len(head) {
		f.add(rec.line, fault.New("people.import.fields", fault.Args{"Want": len(head), "Have": len(rec.cells)}))
		return
	}
	cell := map[column]string{}
	for i, c := range head {
		if c == "" {
			continue
		}
		if strings.ContainsRune(rec.cells[i], utf8.RuneError) { // it was lost before
			f.add(rec.line, fault.New("people.import.encoding_line"))
			return
		}
		if strings.ContainsFunc(rec.cells[i], invisible) {
			f.add(rec.line, fault.New("people.import.control"))
			return
		}
		cell[c] = rec.cells[i]
	}
	row := Row{Line: rec.line, Name: cell[colName], Accounts: map[string]string{}}
	if row.Name == "" {
		row.Name = strings.TrimSpace(cell[colFirst] + " " + cell[colLast])
	}
	row.Name = strings.Join(strings.Fields(row.Name), " ")
	if utf8.RuneCountInString(row.Name) > MaxName {
		f.add(rec.line, fault.New("people.import.name_long", fault.Args{"Max": MaxName}))
	}
	f.email(&row, cell[colEmail])
	f.choices(&row, cell)
	f.account(&row, "mattermost", cell[colMattermost])
	f.account(&row, "slack", cell[colSlack])
	f.account(&row, "playground", cell[colPlayground])
	f.Rows = append(f.Rows, row)
}

func (f *File) email(row *Row, typed string) {
	row.Email = address(typed)
	switch {
	case typed == "":
		f.add(row.Line, fault.New("people.import.no_email"))
	case row.Email == "":
		f.add(row.Line, fault.New("people.import.email", fault.Args{"Typed": shorten(typed)}))
	}
}

func (f *File) choices(row *Row, cell map[column]string) {
	var ok bool
	if d := cell[colDezernat]; d != "" {
		if row.Dezernat, ok = ParseDezernat(d); !ok {
			f.add(row.Line, fault.New("people.import.dezernat", fault.Args{"Typed": shorten(d), "Known": strings.Join(Dezernate, ", ")}))
		}
	}
	if l := cell[colLanguage]; l != "" {
		if row.Language, ok = ParseLanguage(l); !ok {
			f.add(row.Line, fault.New("people.import.language", fault.Args{"Typed": shorten(l)}))
		}
	}
	for _, word := range strings.FieldsFunc(cell[colRoles], func(r rune) bool { return strings.ContainsRune(",;|/", r) }) {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		r, ok := ParseRole(word)
		if !ok {
			f.add(row.Line, fault.New("people.import.role", fault.Args{"Typed": shorten(word)}))
			continue
		}
		row.Roles = append(row.Roles, r)
	}
}

func (f *File) account(row *Row, platform, id string) {
	if id == "" {
		return
	}
	if !accountLooksRight(platform, id) {
		f.add(row.Line, fault.New("people.import.account", fault.Args{"Typed": shorten(id)}))
		return
	}
	row.Accounts[platform] = id
}

// accountLooksRight tells ids from the names that people take for them.
func accountLooksRight(platform, id string) bool {
	const lower, upper, digits = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
	switch platform {
	case "mattermost":
		return len(id) == 26 && strings.Trim(id, lower+digits) == ""
	case "slack":
		return len(id) >= 3 && len(id) <= 30 && strings.ContainsAny(id[:1], "UW") && strings.Trim(id, upper+digits) == ""
	default:
		return len(id) <= 64 && !strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' || r == '/' })
	}
}

// unique finds addresses and accounts that stand on two lines.
func (f *File) unique() {
	emails, accounts := map[string]int{}, map[string]int{}
	for _, row := range f.Rows {
		if first := emails[row.Email]; first > 0 && row.Email != "" {
			f.add(row.Line, fault.New("people.import.email_twice", fault.Args{"Email": row.Email, "First": first}))
		} else {
			emails[row.Email] = row.Line
		}
		for platform, id := range row.Accounts {
			if first := accounts[platform+":"+id]; first > 0 {
				f.add(row.Line, fault.New("people.import.account_twice", fault.Args{"Account": id, "First": first}))
			} else {
				accounts[platform+":"+id] = row.Line
			}
		}
	}
}
