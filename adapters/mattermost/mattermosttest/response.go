package mattermosttest

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// takeResponse does what an integration has answered to a slash command, or says later
// through its response_url.
func (s *Server) takeResponse(cmd *model.Command, args model.CommandArgs, answer *model.CommandResponse) *failure {
	last := s.respond(cmd, args, answer)
	for _, extra := range answer.ExtraResponses {
		if extra == nil {
			continue
		}
		if f := s.respond(cmd, args, extra); f != nil {
			last = f
		}
	}
	if last != nil {
		s.log.add("debug", "Error occurred in handling command response post: %s", last.Id)
		return fail(500, "api.command.execute_command.create_post_failed.app_error", cmd.Trigger)
	}
	return nil
}

// respond posts one response. Whatever the integration is, its author is the caller.
func (s *Server) respond(cmd *model.Command, args model.CommandArgs, answer *model.CommandResponse) *failure {
	p := &model.Post{ChannelId: args.ChannelId, RootId: args.RootId, UserId: args.UserId, Type: answer.Type}
	p.SetProps(plain(answer.Props))
	if answer.ChannelId != "" {
		if ch := s.channels[answer.ChannelId]; ch == nil || ch.members[args.UserId] == nil {
			return fail(403, "api.command.command_post.forbidden.app_error")
		}
		p.ChannelId = answer.ChannelId
	}
	s.dress(p, cmd, answer)
	p.Message = answer.Text
	if !answer.SkipSlackParsing {
		if answer.Text != "" || answer.Attachments != nil {
			s.objects.add(args.UserId, cmd.Trigger, noSkip)
		}
		p.Message = model.ParseSlackLinksToMarkdown(s.slackText(answer.Text))
		answer.Attachments = s.slackAttachments(answer.Attachments)
	}
	p.CreateAt = s.millis()
	if strings.HasPrefix(p.Type, model.PostSystemMessagePrefix) {
		return fail(400, "api.context.invalid_param.app_error")
	}
	if answer.Attachments != nil {
		model.ParseMessageAttachment(p, answer.Attachments)
	}
	switch answer.ResponseType {
	case model.CommandResponseTypeInChannel:
		_, f := s.save(p, saving{online: true})
		return f
	case "", model.CommandResponseTypeEphemeral:
		if answer.Text != "" || answer.Attachments != nil {
			s.whisper(args.UserId, p)
		}
	}
	return nil
}

// dress gives a response the name and picture that the command, or else the answer, says.
func (s *Server) dress(p *model.Post, cmd *model.Command, answer *model.CommandResponse) {
	if name := first(cmd.Username, answer.Username); name != "" && s.settings.EnablePostUsernameOverride {
		p.AddProp(model.PostPropsOverrideUsername, name)
	}
	if s.settings.EnablePostIconOverride {
		p.AddProp(model.PostPropsOverrideIconURL, first(cmd.IconURL, answer.IconURL))
	}
	p.AddProp(model.PostPropsFromWebhook, "true")
}

// noSkip is an objection: foreign words can notify and link where Slack's mark-up is read.
const noSkip = "the answer lacks skip_slack_parsing"

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

var (
	slackAll  = strings.NewReplacer("<!channel>", "@channel", "<!here>", "@here", "<!everyone>", "@all", "<!all>", "@all")
	slackUser = regexp.MustCompile(`<@([a-z0-9]{26})>`)
)

// slackText reads Slack's mark-up, so that foreign words can notify: skip_slack_parsing
// prevents it.
func (s *Server) slackText(text string) string {
	return slackUser.ReplaceAllStringFunc(slackAll.Replace(text), func(m string) string {
		if a := s.users[m[2:len(m)-1]]; a != nil {
			return "@" + a.Username
		}
		return m
	})
}

func (s *Server) slackAttachments(list []*model.MessageAttachment) []*model.MessageAttachment {
	for _, a := range list {
		a.Pretext, a.Text, a.Title = s.slackText(a.Pretext), s.slackText(a.Text), s.slackText(a.Title)
		for _, f := range a.Fields {
			if f != nil && f.Value != nil {
				f.Value = s.slackText(fmt.Sprint(f.Value))
			}
		}
	}
	return list
}
