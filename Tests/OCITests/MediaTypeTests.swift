import OCI
import Testing

@Suite struct MediaTypeTests {
    @Test(
        "dist Pulling manifests: parameters of Content-Type are ignored",
        arguments: [
            ("application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.index.v1+json"),
            (" Application/JSON ; charset=utf-8", "application/json"), ("text/html;charset=x;y", "text/html"), ("", ""),
            (";", ""), ("  ", ""), ("a\u{1b}b\r\nX: y", #"a\u{1b}b\r\nx: y"#),
        ])
    func reads(text: String, canonical: String) {
        #expect(MediaType(text).description == canonical)
    }

    @Test func kinds() {
        let indexes: [MediaType] = [.ociIndex, .dockerManifestList]
        let images: [MediaType] = [.ociManifest, .dockerManifest]
        let foreign: [MediaType] = [
            .ociForeignLayer, .ociForeignLayerGzip, .ociForeignLayerZstd, .dockerForeignLayer, .dockerForeignLayerGzip,
        ]
        let layers: [MediaType] = [.ociLayer, .ociLayerGzip, .ociLayerZstd, .dockerLayer, .dockerLayerGzip]
        let others: [MediaType] = [
            .ociConfig, .dockerConfig, .dockerSchema1, .dockerSchema1Signed, .ociEmpty, MediaType("text/plain"),
        ]
        for type in indexes + images + foreign + layers + others {
            #expect(type.isIndex == indexes.contains(type), "\(type)")
            #expect(type.isImageManifest == images.contains(type), "\(type)")
            #expect(type.isManifest == (indexes + images).contains(type), "\(type)")
            #expect(type.isForeignLayer == foreign.contains(type), "\(type)")
            #expect(type.isLayer == (layers + foreign).contains(type), "\(type)")
            #expect(type.isSchema1 == [.dockerSchema1, .dockerSchema1Signed].contains(type), "\(type)")
            #expect(type.isConfig == [.ociConfig, .dockerConfig].contains(type), "\(type)")
            #expect(MediaType(type.description.uppercased() + "; q=1") == type)
        }
    }

    @Test("dist Pulling manifests: Accept lists every manifest type that is supported") func schema1IsNotAccepted() {
        #expect(MediaType.acceptedManifests == [.ociIndex, .ociManifest, .dockerManifestList, .dockerManifest])
    }
}
