package slacktest

import (
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"kigo/adapters/slack/slacktest/blockkit"
)

// file is an upload: announced, then sent, then completed.
type file struct {
	id, name, title, alt string
	length               int
	data                 []byte
	sent, done           bool
}

const altMost = 1_000 // characters of an alternative text

func (c *call) uploadURL() (object, error) {
	s := c.s
	length, err := strconv.Atoi(c.str("length"))
	switch {
	case c.str("filename") == "", err != nil, length <= 0:
		return nil, fail("missing_argument")
	case utf8.RuneCountInString(c.str("alt_txt")) > altMost:
		return nil, fail("alt_txt_too_large")
	}
	f := &file{id: s.id("F"), name: c.str("filename"), alt: c.str("alt_txt"), length: length}
	s.files[f.id] = f
	return object{"upload_url": s.web.URL + "/upload/" + f.id, "file_id": f.id}, nil
}

// serveUpload takes the bytes, raw or as a form's field.
func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	data, err := uploaded(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	fault := s.fault("upload")
	f, status := s.files[r.PathValue("file")], http.StatusOK
	switch {
	case fault != nil && !fault.after:
	case f == nil || f.done:
		status = http.StatusNotFound
	case len(data) != f.length:
		status = http.StatusBadRequest
	default:
		f.data, f.sent = data, true
	}
	s.touch()
	s.mu.Unlock()
	switch {
	case fault != nil:
		fault.answer(w)
	case status != http.StatusOK:
		http.Error(w, http.StatusText(status), status)
	default:
		_, _ = io.WriteString(w, "OK - "+strconv.Itoa(len(data)))
	}
}

func uploaded(r *http.Request) ([]byte, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return io.ReadAll(r.Body)
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	part, err := parts.NextPart()
	if err != nil {
		return nil, err
	}
	return io.ReadAll(part)
}

// completeUpload shares files. The message in the channel has no metadata, and its ts is not
// in the answer.
func (c *call) completeUpload() (object, error) {
	s := c.s
	v, _, err := c.json("files")
	list, ok := v.([]any)
	if err != nil || !ok || len(list) == 0 {
		return nil, fail("invalid_arguments")
	}
	targets, err := c.targets()
	if err != nil {
		return nil, err
	}
	var files []*file
	for _, item := range list {
		id, _ := asObject(item)["id"].(string)
		f := s.files[id]
		if f == nil || !f.sent || f.done {
			return nil, fail("file_not_found")
		}
		if f.title, _ = asObject(item)["title"].(string); f.title == "" {
			f.title = f.name
		}
		files = append(files, f)
	}
	d, err := (&call{s: s, args: object{"text": c.str("initial_comment"), "blocks": c.args["blocks"]}}).draft()
	if err != nil {
		return nil, err
	}
	summary, full := []object{}, []any{}
	for _, f := range files {
		f.done = true
		summary = append(summary, object{"id": f.id, "title": f.title})
		full = append(full, any(s.describe(f)))
	}
	for _, ch := range targets {
		m := s.newMessage(ch, s.BotUserID, d)
		m.body["files"], m.body["upload"] = full, false
		if thread := c.str("thread_ts"); thread != "" {
			if err := m.reply(ch, thread, false); err != nil {
				return nil, err
			}
		}
		s.store(ch, m, d)
	}
	return object{"files": summary}, nil
}

// targets are the channels to share files in; none is possible.
func (c *call) targets() ([]*channel, error) {
	ids := strings.FieldsFunc(c.str("channels"), func(r rune) bool { return r == ',' })
	if id := c.str("channel_id"); id != "" {
		ids = append(ids, id)
	}
	if len(ids) > 100 {
		return nil, fail("channels_limit_exceeded")
	}
	var out []*channel
	for _, id := range ids {
		ch := c.s.channels[id]
		switch {
		case ch == nil, ch.kind != public && !ch.members[c.s.BotUserID]:
			return nil, fail("channel_not_found")
		case !ch.members[c.s.BotUserID]:
			return nil, fail("not_in_channel")
		case ch.archived:
			return nil, fail("is_archived")
		}
		out = append(out, ch)
	}
	return out, nil
}

func (s *Server) describe(f *file) object {
	link := s.web.URL + "/files/" + f.id
	return object{
		"id": f.id, "name": f.name, "title": f.title, "size": len(f.data), "user": s.BotUserID, "alt_txt": f.alt,
		"mimetype": mime.TypeByExtension(path.Ext(f.name)), "filetype": extension(f.name), "mode": "hosted",
		"url_private": link, "url_private_download": link, "permalink": link, "is_external": false,
	}
}

func extension(name string) string {
	if e := path.Ext(name); e != "" {
		return e[1:]
	}
	return "binary"
}

func (c *call) fileInfo() (object, error) {
	f := c.s.files[c.str("file")]
	if f == nil || !f.done {
		return nil, fail("file_not_found")
	}
	return object{"file": c.s.describe(f)}, nil
}

// serveDownload gives a file to who has the bot's token.
func (s *Server) serveDownload(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f := s.files[r.PathValue("file")]
	allowed := s.may("files:read")
	s.mu.Unlock()
	if f == nil || !allowed || !f.done || r.Header.Get("Authorization") != "Bearer "+s.config.botToken {
		http.NotFound(w, r)
		return
	}
	_, _ = w.Write(f.data)
}

// missingFiles are the pictures in blocks that were not uploaded before.
func (s *Server) missingFiles(v any, at string) blockkit.Problems {
	var out blockkit.Problems
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			out = append(out, s.missingFiles(item, at+"/"+strconv.Itoa(i))...)
		}
	case object:
		for name, value := range v {
			if name == "slack_file" {
				id, given := asObject(value)["id"].(string)
				if f := s.files[id]; given && (f == nil || !f.done) {
					out = append(out, blockkit.Problem{Pointer: at + "/slack_file", Code: blockkit.FailedConstraint, Message: "invalid slack file"})
				}
				continue
			}
			out = append(out, s.missingFiles(value, at+"/"+name)...)
		}
	}
	return out
}
