import Diagnosis
import Record
import Report
import Samples
import Testing

/// The text report has every cause, conclusion and location that the JSON report has.
struct TextCompletenessTests {
    private func report(_ sample: SampleRun) -> (run: Run, text: String) {
        let run = Run(sample.facts)
        let explained = run.explained(by: Diagnosing.explain(run))
        let text = TextReport.render(explained, options: TextOptions(width: 100_000))
        return (explained, text)
    }

    private func expectComplete(_ sample: SampleRun, _ name: String) {
        let (run, text) = report(sample)
        for diagnosis in run.diagnoses {
            for cause in diagnosis.causes {
                let words = "\(cause.confidence.rawValue): \(DiagnosisWords.text(cause.statement))"
                #expect(text.contains(words), "\(name): \(words)")
            }
            if let conclusion = diagnosis.conclusion {
                #expect(text.contains(DiagnosisWords.text(conclusion.wrappedValue)), "\(name)")
            }
            for place in diagnosis.investigation.map({ DiagnosisWords.places(of: $0) }) ?? [] {
                #expect(text.contains(place), "\(name): \(place)")
            }
        }
    }

    @Test("all scenes of damage", arguments: DamageScene.all.map(\.name)) func scenes(_ name: String) throws {
        let scene = try #require(DamageScene.all.first { $0.name == name })
        expectComplete(try scene.sample, name)
    }

    @Test("more faults than are shown in full") func manyFaults() throws {
        var sample = try SampleRun()
        sample.images[1].blobs.append(SampleRun.Blob(name: "another", size: 4_711))
        for (number, blob) in sample.images.flatMap(\.blobs).enumerated() {
            sample.answer(blob.name, on: "registry1004", with: .wrong("rot \(number)"), .wrong("rot \(number)"))
        }
        let count = report(sample).run.diagnoses.count
        #expect(count > 5)
        expectComplete(sample, "many")
    }
}
