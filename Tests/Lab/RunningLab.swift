package import Foundation
package import Support
import Synchronization

/// A docker-registry behind three caching nginx backends, on this machine, with images in it.
///
/// The three backends answer for one registry name, `registry.test`, each on its own loopback address, with certificates from a
/// private CA. A lab ends with the process that started it, unless its options say otherwise.
package final class RunningLab: Sendable {
    /// The name that the certificates are for.
    package static let host = "registry.test"
    /// The size of a cache slice in bytes.
    package static let sliceSize: Int64 = 5 << 20

    /// The pushed images.
    package let images: [BuiltImage]
    let layout: LabLayout
    let state: LabState
    /// Whether this process, and not another one, holds the leashes.
    let startedHere: Bool
    let leashes = Mutex<[LabService: Leash]>([:])
    /// Temporary configurations of backends.
    let usual = Mutex<[LabBackend: String]>([:])
    /// The options of the tmpfs over the caches of backends.
    let covers = Mutex<[LabBackend: String]>([:])

    init(layout: LabLayout, state: LabState, startedHere: Bool) {
        self.startedHere = startedHere
        self.layout = layout
        self.state = state
        self.images = state.images
    }

    /// Builds and pushes the images if that was not done before, then starts everything.
    ///
    /// An existing lab in the directory is stopped and recreated.
    package static func start(
        in directory: URL, images set: ImageSet = .small, options: LabOptions = LabOptions()
    ) async throws -> RunningLab {
        let layout = LabLayout(directory: directory.standardizedFileURL)
        if let old = try? attach(to: directory) { try await old.stop() }
        let built = try await ImageBuilder(cache: options.imageCache).images(set)
        var attempts = 3
        while true {
            attempts -= 1
            try layout.prepare()
            let state = LabState(
                ports: try options.ports ?? FreePorts.choose(), nonce: UUID().uuidString, outlives: options.outlives,
                basicAuth: options.basicAuth, limitRate: options.limitRate, http2: options.http2,
                imageDirectory: built.directory.path,
                images: built.images)
            let lab = RunningLab(layout: layout, state: state, startedHere: true)
            do {
                try await lab.bringUp(built, clientCertificates: options.clientCertificates)
                return lab
            } catch {
                try? await lab.stop()
                // Free ports may have been taken by another lab in the meantime.
                guard options.ports == nil, attempts > 0, error is LabError else { throw error }
            }
        }
    }

    /// Attaches to the lab in a directory, started by any process.
    package static func attach(to directory: URL) throws -> RunningLab {
        let layout = LabLayout(directory: directory.standardizedFileURL)
        return try RunningLab(layout: layout, state: LabState.read(layout), startedHere: false)
    }

    private func bringUp(_ built: BuiltImages, clientCertificates: Bool) async throws {
        try state.write(layout)
        try await CertificateAuthority.make(layout)
        try ServiceConfigurations(
            layout: layout, ports: state.ports, nonce: state.nonce, basicAuth: state.basicAuth,
            limitRate: state.limitRate, http2: state.http2, clientCertificates: clientCertificates
        ).write()
        try GateConfiguration(layout: layout, ports: state.ports, basicAuth: state.basicAuth).write()
        let template = try StorageTemplate(of: built)
        let isFilled = try await template.fill(layout.storage)
        for service in LabService.all { try launch(service) }
        for service in LabService.all { try await waitUntilReady(service) }
        guard !isFilled else { return }
        let pusher = ImagePusher(curl: try curl, port: state.ports.registry, images: built)
        for image in built.images { try await pusher.push(image) }
        try await template.keep(layout.storage)
    }
}
