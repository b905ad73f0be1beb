package mongodb

import (
	"bytes"
"errors"
"strings"
	"fmt"
	"reflect"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/bot/events"
	"kigo/bot/people"
)

var tRawValue = reflect.TypeFor[bson.RawValue]()

func rawValue(dc bson.DecodeContext, vr bson.ValueReader) (bson.RawValue, error) {
	var raw bson.RawValue
	d, err := dc.LookupDecoder(tRawValue)
	if err != nil {
		return raw, err
	}
	err = d.DecodeValue(dc, vr, reflect.ValueOf(&raw).Elem())
	return raw, err
}

func BenchmarkDecode(b *testing.B) {
	e := events.Event{ID: "x", Waiting: map[people.ID]string{}}
	for i := range 2000 {
		p := people.ID(fmt.Sprintf("p%07d", i))
		e.Queue = append(e.Queue, p)
		if i >= 220 {
			e.Waiting[p] = fmt.Sprintf("n%07d", i)
		}
	}
	data, err := bson.Marshal(e)
	if err != nil {
		b.Fatal(err)
	}
	r := bson.NewRegistry()
	r.RegisterTypeDecoder(reflect.TypeFor[[]people.ID](), bson.ValueDecoderFunc(func(dc bson.DecodeContext, vr bson.ValueReader, v reflect.Value) error {
		raw, err := rawValue(dc, vr)
		if err != nil {
			return err
		}
		if raw.Type == bson.TypeNull {
			v.SetZero()
			return nil
		}
		a, _ := raw.ArrayOK()
		vals, err := a.Values()
		if err != nil {
			return err
		}
		ids := make([]people.ID, len(vals))
		for i, x := range vals {
			ids[i] = people.ID(x.StringValue())
		}
		v.Set(reflect.ValueOf(ids))
		return nil
	}))
	r.RegisterTypeDecoder(reflect.TypeFor[map[people.ID]string](), bson.ValueDecoderFunc(func(dc bson.DecodeContext, vr bson.ValueReader, v reflect.Value) error {
		raw, err := rawValue(dc, vr)
		if err != nil {
			return err
		}
		els, err := raw.Document().Elements()
		if err != nil {
			return err
		}
		ids := make(map[people.ID]string, len(els))
		for _, x := range els {
			ids[people.ID(x.Key())] = x.Value().StringValue()
		}
		v.Set(reflect.ValueOf(ids))
		return nil
	}))
	r2 := bson.NewRegistry()
	r2.RegisterTypeDecoder(reflect.TypeFor[[]people.ID](), bson.ValueDecoderFunc(func(dc bson.DecodeContext, vr bson.ValueReader, v reflect.Value) error {
		if vr.Type() == bson.TypeNull {
			v.SetZero()
			return vr.ReadNull()
		}
		a, err := vr.ReadArray()
		if err != nil {
			return err
		}
		ids := []people.ID{}
		for {
			vr, err := a.ReadValue()
			if err == bson.ErrEOA {
				v.Set(reflect.ValueOf(ids))
				return nil
			}
			if err != nil {
				return err
			}
			s, err := vr.ReadString()
			if err != nil {
				return err
			}
			ids = append(ids, people.ID(s))
		}
	}))
	r2.RegisterTypeDecoder(reflect.TypeFor[map[people.ID]string](), bson.ValueDecoderFunc(func(dc bson.DecodeContext, vr bson.ValueReader, v reflect.Value) error {
		if vr.Type() == bson.TypeNull {
			v.SetZero()
			return vr.ReadNull()
		}
		a, err := vr.ReadDocument()
		if err != nil {
			return err
		}
		ids := map[people.ID]string{}
		for {
			k, vr, err := a.ReadElement()
			if err == bson.ErrEOD {
				v.Set(reflect.ValueOf(ids))
				return nil
			}
			if err != nil {
				return err
			}
			s, err := vr.ReadString()
			if err != nil {
				return err
			}
			ids[people.ID(k)] = s
		}
	}))
	r3 := bson.NewRegistry()
	r3.RegisterTypeDecoder(reflect.TypeFor[[]people.ID](), bson.ValueDecoderFunc(func(dc bson.DecodeContext, vr bson.ValueReader, v reflect.Value) error {
		raw, err := rawValue(dc, vr)
		if err != nil {
			return err
		}
		if raw.Type == bson.TypeNull {
			v.SetZero()
			return nil
		}
		ids := make([]people.ID, 0, len(raw.Value)/18)
		err = each(raw, func(_, s string) { ids = append(ids, people.ID(s)) })
		v.Set(reflect.ValueOf(ids))
		return err
	}))
	r3.RegisterTypeDecoder(reflect.TypeFor[map[people.ID]string](), bson.ValueDecoderFunc(func(dc bson.DecodeContext, vr bson.ValueReader, v reflect.Value) error {
		raw, err := rawValue(dc, vr)
		if err != nil {
			return err
		}
		if raw.Type == bson.TypeNull {
			v.SetZero()
			return nil
		}
		ids := make(map[people.ID]string, len(raw.Value)/23)
		err = each(raw, func(k, s string) { ids[people.ID(k)] = s })
		v.Set(reflect.ValueOf(ids))
		return err
	}))
	for name, reg := range map[string]*bson.Registry{"default": bson.NewRegistry(), "values": r, "reader": r2, "hand": r3} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var e events.Event
				d := bson.NewDecoder(bson.NewDocumentReader(bytes.NewReader(data)))
				d.SetRegistry(reg)
				if err := d.Decode(&e); err != nil || len(e.Queue) != 2000 || len(e.Waiting) != 1780 {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("map", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m := make(map[people.ID]string, 1780)
			for p, n := range e.Waiting {
				m[p] = n
			}
		}
	})
}

func each(raw bson.RawValue, f func(k, s string)) error {
	s := string(raw.Value)
	s = s[4:]
	for len(s) > 0 && s[0] == byte(bson.TypeString) {
		key, rest, ok := strings.Cut(s[1:], "\x00")
		if !ok || len(rest) < 5 {
			return errors.New("cut")
		}
		n := int(rest[0]) | int(rest[1])<<8 | int(rest[2])<<16 | int(rest[3])<<24
		rest = rest[4:]
		if n < 1 || len(rest) < n {
			return errors.New("cut")
		}
		f(key, rest[:n-1])
		s = rest[n:]
	}
	if s != "\x00" {
		return errors.New("no string")
	}
	return nil
}
