package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// at is what stands in a document at a path such as spec.rules.0.host; nil if nothing does.
func at(doc any, path string) any {
	for step := range strings.SplitSeq(path, ".") {
		switch v := doc.(type) {
		case map[string]any:
			doc = v[step]
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n >= len(v) {
				return nil
			}
			doc = v[n]
		default:
			return nil
		}
	}
	return doc
}

// The manifests were decoded strictly into the types of Kubernetes when they were written;
// here is what must not get lost of them.
func TestKubernetesRunsTwoReplicasWithoutPrivileges(t *testing.T) {
	t.Parallel()
	docs := map[string]any{}
	d := yaml.NewDecoder(strings.NewReader(deployFiles(t)["kubernetes/kigo.yaml"]))
	for {
		var doc map[string]any
		err := d.Decode(&doc)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		kind := fmt.Sprint(doc["kind"])
		if docs[kind] = doc; kind != "Namespace" && at(doc, "metadata.namespace") != "kigo" {
			t.Errorf("%s stands in another namespace", kind)
		}
	}
	const pod, container = "spec.template.spec", "spec.template.spec.containers.0"
	for _, tc := range []struct {
		kind, path string
		want       any
	}{
		{"Deployment", "spec.replicas", 2},
		{"Deployment", "spec.strategy.rollingUpdate.maxUnavailable", 0},
		{"Deployment", container + ".readinessProbe.httpGet.path", "/readyz"},
		{"Deployment", container + ".livenessProbe.httpGet.path", "/healthz"},
		{"Deployment", pod + ".securityContext.runAsNonRoot", true},
		{"Deployment", pod + ".securityContext.seccompProfile.type", "RuntimeDefault"},
		{"Deployment", pod + ".automountServiceAccountToken", false},
		{"Deployment", container + ".securityContext.readOnlyRootFilesystem", true},
		{"Deployment", container + ".securityContext.allowPrivilegeEscalation", false},
		{"Deployment", container + ".securityContext.capabilities.drop.0", "ALL"},
		{"Deployment", pod + ".volumes.0.secret.secretName", "kigo"},
		{"PersistentVolumeClaim", "spec.accessModes.0", "ReadWriteMany"},
		{"PodDisruptionBudget", "spec.minAvailable", 1},
		{"NetworkPolicy", "spec.policyTypes.1", "Egress"},
		{"Ingress", "spec.rules.0.http.paths.0.path", "/mattermost/"},
	} {
		if got := at(docs[tc.kind], tc.path); got != tc.want {
			t.Errorf("%s %s is %v, want %v", tc.kind, tc.path, got, tc.want)
		}
	}
	if docs["Secret"] != nil {
		t.Error("a secret stands in the repository")
	}
	if grace, stop := at(docs["Deployment"], pod+".terminationGracePeriodSeconds"), at(docs["Deployment"], container+".lifecycle.preStop.sleep.seconds"); grace.(int) < int(drain.Seconds())+stop.(int) {
		t.Errorf("it is killed after %v s, before it has finished", grace)
	}
}
