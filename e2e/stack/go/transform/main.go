// Runs the transform processor of the OpenTelemetry Collector, of the version that Alloy 1.18.1 wraps, over one of each signal, and prints the
// attributes that are left in each place. The first argument is its configuration as JSON, the second the attributes.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

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

var left = map[string]map[string]any{}

func keep(where string, attributes pcommon.Map) {
	left[where] = attributes.AsRaw()
}

func main() {
	var raw map[string]any
	var attributes map[string]any
	must(json.Unmarshal([]byte(os.Args[1]), &raw))
	must(json.Unmarshal([]byte(os.Args[2]), &attributes))
	factory := transformprocessor.NewFactory()
	config := factory.CreateDefaultConfig()
	must(confmap.NewFromStringMap(raw).Unmarshal(config))
	fill := func(place pcommon.Map) {
		must(place.FromRaw(attributes))
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
	scope := resource.ScopeSpans().AppendEmpty()
	fill(scope.Scope().Attributes())
	span := scope.Spans().AppendEmpty()
	fill(span.Attributes())
	fill(span.Links().AppendEmpty().Attributes())
	fill(span.Events().AppendEmpty().Attributes())
	must(made.ConsumeTraces(context.Background(), data))
	got := sink.AllTraces()[0].ResourceSpans().At(0)
	keep("traces resource", got.Resource().Attributes())
	keep("traces scope", got.ScopeSpans().At(0).Scope().Attributes())
	keep("span link", got.ScopeSpans().At(0).Spans().At(0).Links().At(0).Attributes())
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
	scope := resource.ScopeLogs().AppendEmpty()
	fill(scope.Scope().Attributes())
	fill(scope.LogRecords().AppendEmpty().Attributes())
	must(made.ConsumeLogs(context.Background(), data))
	got := sink.AllLogs()[0].ResourceLogs().At(0)
	keep("logs resource", got.Resource().Attributes())
	keep("logs scope", got.ScopeLogs().At(0).Scope().Attributes())
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
	scope := resource.ScopeMetrics().AppendEmpty()
	fill(scope.Scope().Attributes())
	gauge := scope.Metrics().AppendEmpty().SetEmptyGauge().DataPoints().AppendEmpty()
	fill(gauge.Attributes())
	fill(gauge.Exemplars().AppendEmpty().FilteredAttributes())
	fill(scope.Metrics().AppendEmpty().SetEmptySum().DataPoints().AppendEmpty().Attributes())
	fill(scope.Metrics().AppendEmpty().SetEmptyHistogram().DataPoints().AppendEmpty().Attributes())
	fill(scope.Metrics().AppendEmpty().SetEmptyExponentialHistogram().DataPoints().AppendEmpty().Attributes())
	fill(scope.Metrics().AppendEmpty().SetEmptySummary().DataPoints().AppendEmpty().Attributes())
	must(made.ConsumeMetrics(context.Background(), data))
	got := sink.AllMetrics()[0].ResourceMetrics().At(0)
	keep("metrics resource", got.Resource().Attributes())
	keep("metrics scope", got.ScopeMetrics().At(0).Scope().Attributes())
	metrics := got.ScopeMetrics().At(0).Metrics()
	keep("exemplar", metrics.At(0).Gauge().DataPoints().At(0).Exemplars().At(0).FilteredAttributes())
	keep("point of a gauge", metrics.At(0).Gauge().DataPoints().At(0).Attributes())
	keep("point of a sum", metrics.At(1).Sum().DataPoints().At(0).Attributes())
	keep("point of a histogram", metrics.At(2).Histogram().DataPoints().At(0).Attributes())
	keep("point of an exponential histogram", metrics.At(3).ExponentialHistogram().DataPoints().At(0).Attributes())
	keep("point of a summary", metrics.At(4).Summary().DataPoints().At(0).Attributes())
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
