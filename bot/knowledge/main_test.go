package knowledge_test

import (
	"testing"

	"kigo/adapters/mongodb/mongotest"
)

func TestMain(m *testing.M) { mongotest.Main(m) }
