package mattermosttest

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"

	"github.com/mattermost/mattermost/server/public/model"
)

// sinceMost is how many changed posts one request returns.
const sinceMost = 1000

// listPosts answers GET /channels/{id}/posts in its four kinds.
func listPosts(c *call) (any, *failure) {
	after, before := c.query("after"), c.query("before")
	if after != "" && !model.IsValidId(after) {
		return nil, invalidParam("after")
	}
	if before != "" && !model.IsValidId(before) {
		return nil, invalidParam("before")
	}
	var since int64
	if text := c.query("since"); text != "" {
		var err error
		if since, err = strconv.ParseInt(text, 10, 64); err != nil {
			return nil, invalidParam("since")
		}
	}
	deleted := c.query("include_deleted") == "true"
	if deleted && !c.can(model.PermissionManageSystem) {
		return nil, denied()
	}
	ch := c.s.channels[c.vars["channel"]]
	if ch == nil {
		return nil, noChannel()
	}
	if !c.s.mayRead(c.user.Id, ch.Id) {
		return nil, denied()
	}
	list := model.NewPostList()
	switch {
	case since > 0:
		c.s.changed(ch, since, list)
	case after != "":
		c.around(ch, after, func(p, mark *model.Post) bool { return p.CreateAt > mark.CreateAt }, true, deleted, list)
	case before != "":
		c.around(ch, before, func(p, mark *model.Post) bool { return p.CreateAt < mark.CreateAt }, false, deleted, list)
	default:
		c.pageOf(newestFirst(ch.posts, deleted), list)
	}
	return c.s.postList(list), nil
}

// postList is a list as it leaves the server.
func (s *Server) postList(list *model.PostList) raw {
	for id, p := range list.Posts {
		list.Posts[id] = s.served(p)
	}
	var b bytes.Buffer
	if err := list.EncodeJSON(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// changed collects what was made, edited or deleted after a time, by update_at; former
// versions are among them.
func (s *Server) changed(ch *channel, since int64, list *model.PostList) {
	var found []*model.Post
	for _, p := range ch.posts {
		if p.UpdateAt > since && len(found) < sinceMost {
			found = append(found, p)
		}
	}
	slices.SortStableFunc(found, func(a, b *model.Post) int { return cmp.Compare(b.CreateAt, a.CreateAt) })
	for _, p := range found {
		list.AddPost(p)
		list.AddOrder(p.Id)
		if root := s.posts[p.RootId]; root != nil {
			list.AddPost(root)
		}
	}
}

func newestFirst(posts []*model.Post, deleted bool) []*model.Post {
	var list []*model.Post
	for _, p := range posts {
		if p.DeleteAt == 0 || deleted {
			list = append(list, p)
		}
	}
	slices.Reverse(list)
	slices.SortStableFunc(list, func(a, b *model.Post) int { return cmp.Compare(b.CreateAt, a.CreateAt) })
	return list
}

// pageOf puts a page of posts into a list, and the threads that they belong to.
func (c *call) pageOf(posts []*model.Post, list *model.PostList) {
	from, to := c.page(len(posts))
	for _, p := range posts[from:to] {
		list.AddPost(p)
		list.AddOrder(p.Id)
	}
	if c.query("skipFetchThreads") == "true" {
		return
	}
	for _, p := range posts[from:to] {
		if p.RootId == "" {
			continue
		}
		for _, other := range posts {
			if other.Id == p.RootId || other.RootId == p.RootId {
				list.AddPost(other)
			}
		}
	}
}

// around collects the page of posts next to one of them.
func (c *call) around(ch *channel, id string, fits func(p, mark *model.Post) bool, after, deleted bool, list *model.PostList) {
	mark := c.s.posts[id]
	if mark == nil {
		return
	}
	var near []*model.Post
	for _, p := range newestFirst(ch.posts, deleted) {
		if fits(p, mark) {
			near = append(near, p)
		}
	}
	if after { // the nearest come first, but the list is the newest first all the same
		slices.Reverse(near)
	}
	c.pageOf(near, list)
	if after {
		slices.Reverse(list.Order)
	}
}

func readThread(c *call) (any, *failure) {
	p, f := c.s.visible(c.user.Id, c.vars["post"])
	if f != nil {
		return nil, f
	}
	root := p.Id
	if p.RootId != "" {
		root = p.RootId
	}
	list := model.NewPostList()
	for _, other := range c.s.channels[p.ChannelId].posts { // the root is the oldest
		if other.DeleteAt == 0 && (other.Id == root || other.RootId == root) {
			list.AddPost(c.s.replies(c.s.served(other)))
			list.AddOrder(other.Id)
		}
	}
	var b bytes.Buffer
	if err := list.EncodeJSON(&b); err != nil {
		panic(err)
	}
	return raw(b.Bytes()), nil
}
