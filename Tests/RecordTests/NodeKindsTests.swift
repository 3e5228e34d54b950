import Record
import Testing

@Suite struct NodeKindsTests {
    @Test("kinds of nodes are at least one, each once, in a fixed order") func sets() {
        #expect(NodeKinds([]) == nil)
        #expect(NodeKinds([.docker, .containerd, .docker])?.all == [.containerd, .docker])
        #expect(NodeKinds([.crio]) == NodeKinds(.crio))
        #expect(NodeKinds.standard.all == [.containerd])
    }

    @Test("the first bytes show the compression of a layer") func compressions() {
        #expect(LayerCompression(opening: Array("BZh9".utf8)) == .bzip2)
        #expect(LayerCompression(opening: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 1]) == .xz)
        #expect(LayerCompression(opening: [0xFD, 0x37, 0x7A]) == nil)
        #expect(LayerCompression(opening: [0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00]) == nil)
        #expect(LayerCompression(opening: []) == nil)
    }
}
