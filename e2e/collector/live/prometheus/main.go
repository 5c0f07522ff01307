// Reads one export of metrics over OTLP (first file) with the code of Prometheus' own receiver, and one scrape (second
// file) with its own parser, and prints the series of each: "otlp" or "text", the labels as JSON, the value.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/textparse"
	"github.com/prometheus/prometheus/storage/remote/otlptranslator/prometheusremotewrite"
	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func show(from string, names map[string]string, value float64) {
	text, err := json.Marshal(names)
	must(err)
	fmt.Printf("%s\t%s\t%g\n", from, text, value)
}

func main() {
	body, err := os.ReadFile(os.Args[1])
	must(err)
	request := pmetricotlp.NewExportRequest()
	must(request.UnmarshalProto(body))
	converter := prometheusremotewrite.NewPrometheusConverter()
	settings := prometheusremotewrite.Settings{AddMetricSuffixes: true}
	_, err = converter.FromMetrics(context.Background(), request.Metrics(), settings)
	must(err)
	for _, series := range converter.TimeSeries() {
		names := map[string]string{}
		for _, label := range series.Labels {
			names[label.Name] = label.Value
		}
		show("otlp", names, series.Samples[0].Value)
	}

	text, err := os.ReadFile(os.Args[2])
	must(err)
	parser, err := textparse.New(text, os.Args[3], "", false, false, false, labels.NewSymbolTable())
	must(err)
	for {
		entry, err := parser.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		must(err)
		if entry != textparse.EntrySeries {
			continue
		}
		var series labels.Labels
		parser.Labels(&series)
		_, _, value := parser.Series()
		show("text", series.Map(), value)
	}
}
