package people_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"kigo/bot/audit"
	"kigo/bot/chat"
	"kigo/bot/people"
)

const mmID = "abcdefghijklmnopqrstuvwxy1" // an id as Mattermost makes them

// run imports a file and returns the outcome by line.
func run(t *testing.T, s *people.Service, data string) (map[int]people.Outcome, []people.Mistake) {
	t.Helper()
	lines := map[int]people.Outcome{}
	wrong, err := s.Import(t.Context(), people.ParseFile([]byte(data)), func(o people.Outcome) { lines[o.Row.Line] = o })
	must(t, err)
	return lines, wrong
}

func keys(list []people.Mistake) string {
	var out []string
	for _, m := range list {
		out = append(out, fmt.Sprintf("%d:%s", m.Line, strings.TrimPrefix(m.Fault.Key, "people.import.")))
	}
	return strings.Join(out, " ")
}

func encoded(t *testing.T, s string) map[string]string {
	t.Helper()
	old, err := charmap.Windows1252.NewEncoder().String(s)
	must(t, err)
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(s)
	must(t, err)
	return map[string]string{
		"UTF-8": s, "UTF-8 with BOM": "\xef\xbb\xbf" + s, "Windows-1252": old, "UTF-16": wide,
		"CRLF": strings.ReplaceAll(s, "\n", "\r\n"), "commas": strings.ReplaceAll(s, ";", ","),
		"tabs": strings.ReplaceAll(s, ";", "\t"), "sep": "sep=;\n" + s,
		"empty lines": strings.ReplaceAll(s, "\n", "\n;;;;\n\n"),
	}
}

func TestImportReadsWhatExcelWrites(t *testing.T) {
	t.Parallel()
	const file = "Nachname;Vorname;E-Mail-Adresse;Dezernat;Sprache\n" +
		"Müller-Weiß;Jörg;Joerg@Kiel.de;Dezernat III;Englisch\n" +
		"\"Ödön \"\"Ö\"\" von\";Zoë;zoe@kiel.de;OB;\n"
	for name, data := range encoded(t, file) {
		f := people.ParseFile([]byte(data))
		if len(f.Mistakes) > 0 || len(f.Rows) != 2 {
			t.Errorf("%s: %d rows, mistakes %s", name, len(f.Rows), keys(f.Mistakes))
			continue
		}
		a, b := f.Rows[0], f.Rows[1]
		if a.Name != "Jörg Müller-Weiß" || a.Email != "joerg@kiel.de" || a.Dezernat != "III" || a.Language != "en" {
			t.Errorf("%s: %+v", name, a)
		}
		if b.Name != `Zoë Ödön "Ö" von` || b.Dezernat != "OB" || b.Language != "" {
			t.Errorf("%s: %+v", name, b)
		}
		if want := map[string]int{"sep": 3, "empty lines": 4}[name]; a.Line != max(want, 2) {
			t.Errorf("%s: first row is line %d", name, a.Line)
		}
	}
}

func TestImportFindsEveryMistake(t *testing.T) {
	t.Parallel()
	const head = "Name;E-Mail;Dezernat;Sprache;Rollen;Mattermost-ID;Slack-ID\n"
	for name, tc := range map[string]struct{ file, want string }{
		"nothing":          {"", "0:empty"},
		"header only":      {head, "0:empty"},
		"no header":        {"Anna;anna@kiel.de\n", "1:no_header"},
		"column twice":     {"Name;E-Mail;Mail\nA;a@kiel.de;b@kiel.de\n", "1:column_twice"},
		"several lines":    {head + "A;;;;;;\nB;b@kiel;;;;;\nC;c@kiel.de;VI;fr;Chef;anna;anna\n", "2:no_email 3:email 4:dezernat 4:language 4:role 4:account 4:account"},
		"too few fields":   {head + "A;a@kiel.de\nB;b@kiel.de;;;;;;x\n", "2:fields 3:fields"},
		"same address":     {head + "A;a@kiel.de;;;;;\nB; A@KIEL.de ;;;;;\n", "3:email_twice"},
		"same account":     {head + "A;a@kiel.de;;;;;U1X\nB;b@kiel.de;;;;;U1X\n", "3:account_twice"},
		"control":          {head + "A\x00;a@kiel.de;;;;;\nB\u202e;b@kiel.de;;;;;\n\"C\nD\";c@kiel.de;;;;;\n", "2:control 3:control 4:control"},
		"after them":       {head + "\"C\nD\";c@kiel.de;;;;;\nE;e;;;;;\n", "2:control 4:email"},
		"quotes":           {head + "A\"b;a@kiel.de;;;;;\nB;nix;;;;;\n", "2:quotes 3:email"},
		"open quote":       {head + "\"A;a@kiel.de;;;;;\nB;b@kiel.de;;;;;\n", "2:quotes"},
		"long name":        {head + strings.Repeat("ä", 101) + ";a@kiel.de;;;;;\n", "2:name_long"},
		"two addresses":    {head + "A;a@kiel.de, b@kiel.de;;;;;\n", "2:email"},
		"look-alike":       {head + "A;a@\u212aiel.de;;;;;\n", "2:email"},
		"neither UTF-8 … ": {head + "J\xf6rg;j@kiel.de;;;;;\nM\u00fcller;m@kiel.de;;;;;\n", "2:encoding_line"},
		"… nor 1252":       {head + "J\x81rg;j@kiel.de;;;;;\n", "2:encoding_line"},
		"BOM but no UTF-8": {"\xef\xbb\xbf" + head + "J\xf6rg;j@kiel.de;;;;;\n", "2:encoding_line"},
		"lost characters":  {head + "J\ufffdrg;j@kiel.de;;;;;\n", "2:encoding_line"},
		"too many":         {head + strings.Repeat("A;a@kiel.de;;;;;\n", people.MaxRows+1), "0:too_long"},
	} {
		if got := keys(people.ParseFile([]byte(tc.file)).Mistakes); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}

func TestUnknownColumnsAreOnlyANotice(t *testing.T) {
	t.Parallel()
	f := people.ParseFile([]byte("Name;E-Mail;Telefon;\nA;a@kiel.de;1;\n"))
	if len(f.Mistakes) > 0 || !slices.Equal(f.Ignored, []string{"Telefon"}) || len(f.Rows) != 1 {
		t.Errorf("%+v", f)
	}
}

func TestImportIsRepeatable(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	ctx := t.Context()
	file := "Name;E-Mail;Dezernat;Sprache;Rollen;Mattermost-ID;Benutzer\n" +
		"Anna Ahrens;anna@kiel.de;III;en;\"Organisation, Wissensredaktion\";" + mmID + ";anna\n" +
		"Bert;bert@kiel.de;;;;;\n"
	lines, wrong := run(t, s, file)
	if len(wrong) > 0 || lines[2].Done != people.Created || lines[3].Done != people.Created {
		t.Fatalf("%+v, %s", lines, keys(wrong))
	}
	anna := meet(t, s, "mattermost", chat.User{ID: mmID, Name: "anna.a"})
	if anna.Name != "Anna Ahrens" || anna.Dezernat != "III" || anna.Language != "en" || !anna.Is(people.Organiser) || !anna.Is(people.Editor) || anna.Accounts["playground"] != "anna" {
		t.Errorf("%+v", anna)
	}
	before := all(t, s)
	lines, _ = run(t, s, file)
	if lines[2].Done != people.Unchanged || lines[3].Done != people.Unchanged || fmt.Sprint(before) != fmt.Sprint(all(t, s)) {
		t.Errorf("repeated: %+v", lines)
	}
	// What people choose themselves stays; what the file decides is the file's.
	must(t, s.SetLanguage(ctx, anna.ID, "de"))
	wantFault(t, s.SetDezernat(ctx, anna.ID, "II"), "people.dezernat_fixed")
	lines, _ = run(t, s, strings.Replace(strings.Replace(file, "III", "IV", 1), "Anna Ahrens", "Anna Albers", 1))
	if got := fmt.Sprint(lines[2].Done, lines[2].Fields); got != "changed[name dezernat]" && got != "changed [name dezernat]" {
		t.Errorf("changed: %s", got)
	}
	if p, err := s.Get(ctx, anna.ID); err != nil || p.Name != "Anna Albers" || p.Dezernat != "IV" || p.Language != "de" {
		t.Errorf("%+v, %v", p, err)
	}
	entries, err := s.Audit.About(ctx, audit.Import)
	if err != nil || len(entries) != 4 { // two roles, two imports that changed something
		t.Errorf("audit: %+v, %v", entries, err)
	}
}

func TestImportMeetsPeopleWhoAreHereAlready(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	onSlack := meet(t, s, "slack", chat.User{ID: "U1X", Name: "anna", Email: "anna@kiel.de"})
	onMattermost := meet(t, s, "mattermost", chat.User{ID: mmID, Name: "bert"})
	file := "Name;E-Mail;Mattermost-ID\nAnna;anna@kiel.de;\nBert;bert@kiel.de;" + mmID + "\n"
	lines, wrong := run(t, s, file)
	if len(wrong) > 0 || lines[2].Done != people.Changed || lines[3].Done != people.Changed || len(all(t, s)) != 2 {
		t.Fatalf("%+v, %s, %d people", lines, keys(wrong), len(all(t, s)))
	}
	if p := meet(t, s, "slack", chat.User{ID: "U1X", Name: "anna", Email: "anna@kiel.de"}); p.ID != onSlack.ID || p.Name != "Anna" {
		t.Errorf("%+v", p)
	}
	if p := meet(t, s, "mattermost", chat.User{ID: mmID, Name: "bert"}); p.ID != onMattermost.ID || p.Name != "Bert" || p.Email != "bert@kiel.de" {
		t.Errorf("%+v", p)
	}
	if lines, _ := run(t, s, file); lines[2].Done != people.Unchanged || lines[3].Done != people.Unchanged {
		t.Errorf("repeated: %+v", lines)
	}
}

func TestImportRefusesTheWholeFile(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	meet(t, s, "mattermost", chat.User{ID: mmID, Name: "Anna"})
	meet(t, s, "slack", chat.User{ID: "U1X", Name: "Bert", Email: "bert@kiel.de"})
	meet(t, s, "slack", chat.User{ID: "U2X", Name: "Carla", Email: "carla@kiel.de"})
	before := fmt.Sprint(all(t, s))
	for name, tc := range map[string]struct{ file, want string }{
		"a broken line":           {"Name;E-Mail\nNeu;neu@kiel.de\nX;kaputt\n", "3:email"},
		"somebody else's account": {"E-Mail;Slack-ID\nneu@kiel.de;\nbert@kiel.de;U2X\n", "3:account_taken 3:account_has"},
		"account with an address": {"E-Mail;Slack-ID\nneu@kiel.de;U1X\n", "2:account_other"},
		"another account":         {"E-Mail;Slack-ID\nbert@kiel.de;U9X\n", "2:account_has"},
	} {
		lines, wrong := run(t, s, tc.file)
		if len(lines) != 0 || keys(wrong) != tc.want {
			t.Errorf("%s: %s, want %s; %d lines written", name, keys(wrong), tc.want, len(lines))
		}
	}
	if got := fmt.Sprint(all(t, s)); got != before {
		t.Errorf("something changed:\n%s\n%s", before, got)
	}
}

func TestImportCanBeBrokenOff(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	var file strings.Builder
	file.WriteString("Name;E-Mail;Benutzer\n")
	for i := range 20 {
		fmt.Fprintf(&file, "P%d;p%d@kiel.de;u%d\n", i, i, i)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := s.Import(ctx, people.ParseFile([]byte(file.String())), func(o people.Outcome) {
		if o.Row.Line == 10 {
			cancel()
		}
	})
	if err == nil {
		t.Fatal("not broken off")
	}
	lines, wrong := run(t, s, file.String())
	if len(wrong) > 0 || len(all(t, s)) != 20 || lines[5].Done != people.Unchanged || lines[21].Done != people.Created {
		t.Errorf("%d people, %+v", len(all(t, s)), lines)
	}
}
