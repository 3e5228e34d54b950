import Foundation
import Lab
import Record
import Support
import Testing

/// An operator who follows a remedy step by step: runs its commands as printed and performs only steps without commands by
/// hand.
///
/// The condition of each step is recognized by its first words. Moving a cache file while the storage is wrong is a failure.
struct RemedyFollower {
    let bench: DiagnosisBench
    /// The blob that the remedy is for.
    let blob: BuiltBlob
    /// The manual action on the storage, for a step without a command.
    let byHand: (RunningLab) async throws -> Void
    /// Whether a read step found the storage right; `nil` before one.
    private(set) var storageIsRight: Bool?
    /// The last read step, which is repeated after the storage is healed.
    private var lastLook: DiagnosisReport.Step?
    /// The commands that were run.
    private(set) var log: [String] = []
    /// The slices that the remedy removed from a cache.
    private(set) var moved: [LabBackend: [Int64]] = [:]

    init(_ bench: DiagnosisBench, _ blob: BuiltBlob, byHand: @escaping (RunningLab) async throws -> Void) {
        self.bench = bench
        self.blob = blob
        self.byHand = byHand
    }

    /// When to perform a step.
    enum Condition {
        case always
        /// Only if the storage is right, now or after it was healed.
        case storageRight
        /// Only if the storage is wrong.
        case storageWrong
        /// For a storage that cannot be read itself, which the lab's can.
        case storageUnreadable

        init(_ action: StepAction) {
            self =
                switch action {
                case .replaceObject(let when, _, _), .replaceInS3(let when, _), .removeObjectAndPush(_, let when, _):
                    Self.of(when)
                case .removeFromCache(_, _, let when), .moveCacheFiles(_, _, let when),
                    .removeByHand(_, _, _, _, _, let when):
                    when == .now ? .always : .storageRight
                case .readOthers(_, let ifStorageIsUnreadable): ifStorageIsUnreadable ? .storageUnreadable : .always
                case .removeEmptyObject: .storageWrong
                case .checkAgain: .storageRight
                default: .always
                }
        }

        private static func of(_ when: StepAction.Replacement) -> Condition {
            switch when {
            case .now, .nowWithoutPurge: .always
            case .ifBad, .ifBadToo, .ifBadBeforePurge, .ifBadWithoutPurge: .storageWrong
            }
        }
    }

    mutating func follow(_ steps: [DiagnosisReport.Step]) async throws {
        for step in steps {
            switch Condition(step.action) {
            case .storageUnreadable: log.append("not so: \(step.text)")
            case .storageWrong where storageIsRight == true: log.append("not so: \(step.text)")
            case .storageRight where storageIsRight == false:
                // Only after the storage was healed, so the deciding read is repeated.
                if let lastLook { try await look(lastLook) }
                #expect(storageIsRight == true, "\(step.text)")
                try await perform(step)
            default: try await perform(step)
            }
        }
    }

    private mutating func perform(_ step: DiagnosisReport.Step) async throws {
        switch step.purpose {
        case "look": try await look(step)
        case "save":
            for command in step.commands { try await save(command) }
        case "heal" where step.commands.isEmpty:
            log.append("by hand: \(step.text)")
            if case .removeFromCache = step.action {
                for backend in LabBackend.allCases { try bench.lab.evict(blob, on: backend) }
            } else {
                try await byHand(bench.lab)
            }
        case "heal", "then":
            for command in step.commands { try await run(command) }
            // The command finds leftovers; more space is up to the operator.
            if case .freeCacheDisk = step.action { try await byHand(bench.lab) }
            // The push that the step asks for stores the right object again.
            if case .removeObjectAndPush = step.action { try await byHand(bench.lab) }
        default: Issue.record("a step for \(step.purpose)")
        }
    }

    private mutating func look(_ step: DiagnosisReport.Step) async throws {
        log.append("look: \(step.text)")
        for command in step.commands {
            let ran = try await bench.shell(command)
            log.append("\(ran)")
            guard let expected = step.expected else {
                // For the record only: it decides nothing, and `grep` finds nothing in most kernel logs.
                #expect(!ran.error.contains("No such file"), "\(ran)")
                continue
            }
            let isRight = ran.output.hasPrefix(expected)
            #expect(isRight == (try bench.lab.isStoredRight(blob)), "\(ran)")
            storageIsRight = isRight
            lastLook = step
        }
    }

    private mutating func save(_ command: String) async throws {
        let ran = try await bench.shell(command)
        log.append("\(ran)")
        let file = try #require(command.split(separator: " ").last.map(String.init))
        #expect(
            FileManager.default.contentsEqual(
                atPath: bench.home.path(file), andPath: bench.lab.originalFile(of: blob).path), "\(ran)")
    }

    private mutating func run(_ command: String) async throws {
        // A file that its cache cannot read is moved without a look at the storage.
        let isUnreadable = command.contains(".unreadable")
        let moves = command.contains("&& mv ") || isUnreadable
        if moves, !isUnreadable {
            #expect(try bench.lab.isStoredRight(blob), "moved before the storage is right: \(command)")
        }
        let before = cached()
        let ran = try await bench.shell(command)
        log.append("\(ran)")
        #expect(ran.status == 0, "\(ran)")
        guard moves else { return }
        let folder = try #require(ran.output.split(separator: "\n").first { $0.hasPrefix("/var/tmp/blobgate-") })
        defer { try? FileManager.default.removeItem(atPath: String(folder)) }
        for (backend, slices) in before {
            let gone = slices.filter { !bench.lab.cachedSlices(of: blob, on: backend).contains($0) }
            if !gone.isEmpty { moved[backend, default: []] += gone }
            for slice in gone {
                let name = bench.lab.cacheFile(of: blob, slice: slice, on: backend).lastPathComponent
                let kept = "\(folder)/\(name)"
                // Not whether it can be opened.
                #expect((try? FileManager.default.attributesOfItem(atPath: kept)) != nil, "\(kept)")
            }
        }
    }

    private func cached() -> [LabBackend: [Int64]] {
        Dictionary(
            uniqueKeysWithValues: LabBackend.allCases.map { ($0, bench.lab.cachedSlices(of: blob, on: $0)) })
    }
}
