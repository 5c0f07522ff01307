// Runs the transform processor of the OpenTelemetry Collector, which Alloy wraps, over one of each signal, and prints the
// names of the attributes that are left. The first argument is its configuration as JSON, the second a list of names.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sort"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"
)

var left = map[string][]string{}

func keep(where string, attributes pcommon.Map) {
	names := []string{}
	for name := range attributes.All() {
		names = append(names, name)
	}
	sort.Strings(names)
	left[where] = names
}

func main() {
	var raw map[string]any
	var names []string
	must(json.Unmarshal([]byte(os.Args[1]), &raw))
	must(json.Unmarshal([]byte(os.Args[2]), &names))
	factory := transformprocessor.NewFactory()
	config := factory.CreateDefaultConfig()
	must(confmap.NewFromStringMap(raw).Unmarshal(config))
	fill := func(attributes pcommon.Map) {
		for _, name := range names {
			attributes.PutStr(name, "canary")
		}
	}
	settings := processortest.NewNopSettings(component.MustNewType("transform"))
	traces(factory, settings, config, fill)
	logs(factory, settings, config, fill)
	metrics(factory, settings, config, fill)
	text, err := json.Marshal(left)
	must(err)
	fmt.Println(string(text))
}

func traces(factory processor.Factory, settings processor.Settings, config component.Config, fill func(pcommon.Map)) {
	sink := new(consumertest.TracesSink)
	made, err := factory.CreateTraces(context.Background(), settings, config, sink)
	must(err)
	must(made.Start(context.Background(), componenttest.NewNopHost()))
	data := ptrace.NewTraces()
	resource := data.ResourceSpans().AppendEmpty()
	fill(resource.Resource().Attributes())
	span := resource.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	fill(span.Attributes())
	fill(span.Events().AppendEmpty().Attributes())
	must(made.ConsumeTraces(context.Background(), data))
	got := sink.AllTraces()[0].ResourceSpans().At(0)
	keep("traces resource", got.Resource().Attributes())
	keep("span", got.ScopeSpans().At(0).Spans().At(0).Attributes())
	keep("span event", got.ScopeSpans().At(0).Spans().At(0).Events().At(0).Attributes())
}

func logs(factory processor.Factory, settings processor.Settings, config component.Config, fill func(pcommon.Map)) {
	sink := new(consumertest.LogsSink)
	made, err := factory.CreateLogs(context.Background(), settings, config, sink)
	must(err)
	must(made.Start(context.Background(), componenttest.NewNopHost()))
	data := plog.NewLogs()
	resource := data.ResourceLogs().AppendEmpty()
	fill(resource.Resource().Attributes())
	fill(resource.ScopeLogs().AppendEmpty().LogRecords().AppendEmpty().Attributes())
	must(made.ConsumeLogs(context.Background(), data))
	got := sink.AllLogs()[0].ResourceLogs().At(0)
	keep("logs resource", got.Resource().Attributes())
	keep("log record", got.ScopeLogs().At(0).LogRecords().At(0).Attributes())
}

func metrics(factory processor.Factory, settings processor.Settings, config component.Config, fill func(pcommon.Map)) {
	sink := new(consumertest.MetricsSink)
	made, err := factory.CreateMetrics(context.Background(), settings, config, sink)
	must(err)
	must(made.Start(context.Background(), componenttest.NewNopHost()))
	data := pmetric.NewMetrics()
	resource := data.ResourceMetrics().AppendEmpty()
	fill(resource.Resource().Attributes())
	metric := resource.ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
	fill(metric.SetEmptyGauge().DataPoints().AppendEmpty().Attributes())
	must(made.ConsumeMetrics(context.Background(), data))
	got := sink.AllMetrics()[0].ResourceMetrics().At(0)
	keep("metrics resource", got.Resource().Attributes())
	keep("data point", got.ScopeMetrics().At(0).Metrics().At(0).Gauge().DataPoints().At(0).Attributes())
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
