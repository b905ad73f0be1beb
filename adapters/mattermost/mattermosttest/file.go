package mattermosttest

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// file is an upload; info.PostId is "" until a post takes it.
type file struct {
	info *model.FileInfo
	data []byte
}

// attach lets a post have its files. Ids that are unknown, used up or of somebody else are
// dropped without a word.
func (s *Server) attach(p *model.Post) model.StringArray {
	kept := model.StringArray{}
	for _, id := range p.FileIds {
		f := s.files[id]
		if f != nil && f.info.PostId == p.Id {
			kept = append(kept, id)
			continue
		}
		if f == nil || f.info.PostId != "" || f.info.CreatorId != p.UserId {
			continue
		}
		f.info.PostId, f.info.ChannelId = p.Id, p.ChannelId
		kept = append(kept, id)
	}
	return kept
}

// upload answers POST /files: the body is the file and the query names it, or it is a form.
func upload(c *call) (any, *failure) {
	kind, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		channelID, name := c.query("channel_id"), c.query("filename")
		if name == "" {
			return nil, invalidURL("filename")
		}
		return c.store(channelID, map[string][]byte{name: c.body}, []string{name}, c.form()["client_id"])
	}
	c.r.Body = io.NopCloser(bytes.NewReader(c.body))
	if err := c.r.ParseMultipartForm(int64(len(c.body)) + 1); err != nil {
		return nil, fail(400, "api.file.upload_file.read_request.app_error")
	}
	form := c.r.MultipartForm
	channelID := c.query("channel_id")
	if ids := form.Value["channel_id"]; len(ids) > 0 {
		channelID = ids[0]
	}
	data, names := map[string][]byte{}, []string{}
	for _, part := range form.File["files"] {
		in, err := part.Open()
		if err != nil {
			return nil, fail(400, "api.file.upload_file.read_request.app_error")
		}
		b, err := io.ReadAll(in)
		_ = in.Close()
		if err != nil {
			return nil, fail(400, "api.file.upload_file.read_request.app_error")
		}
		data[part.Filename] = b
		names = append(names, part.Filename)
	}
	return c.store(channelID, data, names, form.Value["client_ids"])
}

func (c *call) store(channelID string, data map[string][]byte, names, clientIDs []string) (any, *failure) {
	if !model.IsValidId(channelID) {
		return nil, invalidURL("channel_id")
	}
	if !c.canIn(channelID, model.PermissionUploadFile) {
		return nil, denied()
	}
	if len(names) == 0 {
		return nil, fail(400, "api.file.upload_file.incorrect_number_of_files.app_error")
	}
	out := &model.FileUploadResponse{FileInfos: []*model.FileInfo{}, ClientIds: clientIDs}
	if out.ClientIds == nil {
		out.ClientIds = []string{}
	}
	for _, name := range names {
		b := data[name]
		if len(b) > c.s.settings.MaxFileSize {
			return nil, fail(413, "api.file.upload_file.too_large_detailed.app_error")
		}
		kind, _, _ := strings.Cut(http.DetectContentType(b), ";")
		if byName, _, _ := strings.Cut(mime.TypeByExtension(filepath.Ext(name)), ";"); byName != "" {
			kind = byName
		}
		info := &model.FileInfo{
			Id: model.NewId(), CreatorId: c.user.Id, ChannelId: channelID, CreateAt: c.s.millis(), UpdateAt: c.s.millis(),
			Name: filepath.Base(name), Extension: strings.TrimPrefix(filepath.Ext(name), "."), Size: int64(len(b)), MimeType: kind,
		}
		c.s.files[info.Id] = &file{info, bytes.Clone(b)}
		out.FileInfos = append(out.FileInfos, info)
	}
	c.status = 201
	return out, nil
}

func (c *call) file() (*file, *failure) {
	f := c.s.files[c.vars["file"]]
	if f == nil {
		return nil, fail(404, "api.file.get_file_info.app_error")
	}
	if f.info.CreatorId != c.user.Id && (f.info.PostId == "" || !c.s.mayRead(c.user.Id, f.info.ChannelId)) {
		return nil, denied()
	}
	return f, nil
}

func readFile(c *call) (any, *failure) {
	f, failed := c.file()
	if failed != nil {
		return nil, failed
	}
	c.w.Header().Set("Content-Type", f.info.MimeType)
	c.w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.info.Name}))
	return raw(f.data), nil
}

func readFileInfo(c *call) (any, *failure) {
	f, failed := c.file()
	if failed != nil {
		return nil, failed
	}
	return f.info, nil
}
