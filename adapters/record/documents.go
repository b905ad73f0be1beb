package record

import (
	"bytes"
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"text/template"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/inventory"
)

// The documents are German: they are for the administration's files.
//
//go:embed templates/*.md
var templates embed.FS

// Documents are the names of the drafts: the processing record of Art. 30 DSGVO, and what the
// works council is told.
var Documents = []string{"verzeichnis", "personalrat"}

// Markdown is a document, up to date with the declarations.
func Markdown(p i18n.Printer, name string, all []inventory.Record) ([]byte, error) {
	file := name + ".md"
	t, err := template.New(file).Funcs(template.FuncMap{
		"label":   func(r inventory.Record) string { return inventory.Label(p, r) },
		"purpose": func(r inventory.Record) string { return inventory.Purpose(p, r) },
		"kept":    func(k inventory.Period) string { return inventory.Kept(p, k) },
		"kind":    func(k inventory.Kind) string { return p.Plain("inventory.kind." + string(k)) },
	}).ParseFS(templates, "templates/"+file)
	if err != nil {
		return nil, fmt.Errorf("read template %s: %w", name, err)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, all); err != nil {
		return nil, fmt.Errorf("write document %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// Write puts all documents into a folder, as Markdown and PDF, and returns their paths.
func Write(dir string, p i18n.Printer, all []inventory.Record) (paths []string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("write documents: %w", err)
	}
	for _, name := range Documents {
		text, err := Markdown(p, name, all)
		if err != nil {
			return paths, err
		}
		pdf, err := PDF(text)
		if err != nil {
			return paths, err
		}
		for extension, content := range map[string][]byte{".md": text, ".pdf": pdf} {
			path := filepath.Join(dir, name+extension)
			if err := os.WriteFile(path, content, 0o644); err != nil {
				return paths, fmt.Errorf("write documents: %w", err)
			}
			paths = append(paths, path)
		}
	}
	return paths, nil
}

// Handout is all documents as files to hand out in chat.
func Handout(p i18n.Printer, all []inventory.Record) ([]chat.File, error) {
	var files []chat.File
	for _, name := range Documents {
		text, err := Markdown(p, name, all)
		if err != nil {
			return nil, err
		}
		pdf, err := PDF(text)
		if err != nil {
			return nil, err
		}
		files = append(files, chat.File{Name: name + ".pdf", Type: "application/pdf", Data: pdf})
	}
	return files, nil
}
